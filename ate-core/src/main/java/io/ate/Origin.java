package io.ate;

import java.time.Instant;

/**
 * Who wrote something, and when by the writer's own clock, which decides nothing. Immutable.
 *
 * @param sequence of the event that says so; negative while the commit is not answered, 0 before there is one
 */
public record Origin(KeyId author, Instant time, long sequence) {}
