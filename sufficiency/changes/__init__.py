"""What moved between two finished runs of one authority: forecast and actual, figures, need, places, gap."""
