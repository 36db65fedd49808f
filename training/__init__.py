"""How the shipped models are made: corpora, banks of sentences, fitting, scores."""
