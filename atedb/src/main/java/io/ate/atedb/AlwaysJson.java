package io.ate.atedb;

/** A command that prints JSON in any case, and takes {@code --json} only as all others do. */
interface AlwaysJson {}
