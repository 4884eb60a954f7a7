"""Speed, memory and accuracy, measured side by side with the rewards that people run today. Nothing here ships."""
