"""Doing acts on the networks: each once, in order, whatever breaks on the way.

An act is marked as being sent, and committed so, before the network is called. When the answer
is lost, or the program dies, its outcome is unknown: the sender looks on the network before it
would ever repeat it.
"""
