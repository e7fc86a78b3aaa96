"""Living: who lives where once need meets homes, and the homes that young adults hold."""
