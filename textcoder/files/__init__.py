"""Reading and writing what survey houses send and expect back."""
