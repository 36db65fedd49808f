"""The square: a stand-in for Facebook and Instagram that runs beside the desk."""
