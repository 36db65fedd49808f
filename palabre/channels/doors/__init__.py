"""The doors that networks knock at: `/hooks/<network>/<account key>`, plain ASGI."""
