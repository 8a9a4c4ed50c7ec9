package io.ate;

/**
 * How the members of a chain trust its server. Fixed when the chain is created.
 */
public enum Trust {
    /** Every commit is signed and every client verifies everything: the server cannot lie unnoticed. */
    DISTRIBUTED,
    /**
     * Keys are proven once per connection and chain, and the server's word is taken for who changed a value. What
     * decides who can read, write or control is signed and verified all the same.
     */
    CENTRALIZED
}
