"""What every request passes through: plain ASGI, so that it costs little."""
