package io.ate.internal.simulation;

/** What random programs move money between; never merged. */
record Purse(long money) {}
