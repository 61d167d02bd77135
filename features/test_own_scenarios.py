"""Binds the feature files in the folders that ``--features`` names to pytest."""

from pytest_bdd import scenarios

from gpconnect.assurance.own_scenarios import own_feature_folders

for folder in own_feature_folders():
    scenarios(str(folder))
