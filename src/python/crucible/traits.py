"""What a model needs besides its factors: where it comes from, its scale, and how it was regularised."""

from dataclasses import dataclass

import numpy as np

from crucible.hdf5_file import text_attribute


@dataclass(frozen=True)
class Traits:
    """The attributes of a model file, which docs/file-format.md lists, and what follows from them."""

    kind: str  # "funk" or "svd"
    fold_in: str  # "ridge" or "projection"
    has_biases: bool
    global_mean: float  # ratings
    scale_low: float
    scale_high: float
    user_factor_l2: float
    user_bias_l2: float
    user_factor_ridge: float
    user_bias_ridge: float
    unrated_weight: float
    unrated_target: float
    target_power: float

    @classmethod
    def read(cls, file):
        attrs = file.attrs
        weights = {name: float(attrs[name])
                   for name in ("user_factor_l2", "user_bias_l2", "unrated_weight", "unrated_target", "target_power")}
        # Older models have none.
        ridges = {name: float(attrs.get(name, 0)) for name in ("user_factor_ridge", "user_bias_ridge")}
        # The program keeps these in single precision.
        single = {name: float(np.float32(attrs[name])) for name in ("scale_low", "scale_high")}
        return cls(kind=text_attribute(file, "kind"), fold_in=text_attribute(file, "fold_in"),
                   has_biases=bool(attrs["has_biases"]), global_mean=float(np.float32(file["model/global_mean"][0])),
                   **weights, **ridges, **single)

    @property
    def scores_are_ratings(self):
        """True if a raw score is an expected rating; else it only says how likely a user is to like a book."""
        return self.kind == "funk" and self.unrated_weight <= 0

    @property
    def learns_shares(self):
        """True if targets are shares of the highest rating, raised to a power: with 0 only presence counts."""
        return self.kind == "funk" and self.unrated_weight > 0

    def training_target(self, ratings):
        """What training used for ratings."""
        if not self.learns_shares:
            return ratings
        return (np.maximum(ratings, 0.0) / self.scale_high) ** self.target_power

    def ratings_of_scores(self, scores):
        """The ratings that belong to raw scores (float64), clipped to the scale."""
        ratings = scores
        if self.learns_shares:
            power = 1 / self.target_power if self.target_power > 0 else 1.0
            ratings = self.scale_high * np.maximum(scores, 0.0) ** power
        return np.clip(ratings, self.scale_low, self.scale_high) if self.has_scale else ratings

    @property
    def has_scale(self):
        return self.scale_high > self.scale_low

    def in_scale(self, ratings):
        """True for each rating that the model can predict."""
        return np.full(np.shape(ratings), True) if not self.has_scale else (
            (np.asarray(ratings) >= self.scale_low) & (np.asarray(ratings) <= self.scale_high))
