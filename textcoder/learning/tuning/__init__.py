"""Tuning the sentence encoder for a codeframe; the only room that needs PyTorch."""
