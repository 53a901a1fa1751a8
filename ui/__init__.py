"""What the learner sees: with `app.py` and `pages/`, the only code that imports streamlit."""
