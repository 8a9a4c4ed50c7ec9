package io.ate;

/** Who may be sent a chain's history. */
public enum Subscribers {
    /** Whoever reaches the server. */
    EVERYONE,
    /** Who has proven a key that a rule of the chain names. */
    NAMED
}
