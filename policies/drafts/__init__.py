"""Rulebooks in the making: written by one admin, approved by another, published whole or not at all."""
