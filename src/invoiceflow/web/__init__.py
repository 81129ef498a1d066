"""The shell that every page shares: pipeline, guards, problems, layout, components, assets."""
