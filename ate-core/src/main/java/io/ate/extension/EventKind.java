package io.ate.extension;

/** What an event does to the one object that it names. */
public enum EventKind {
    /** Gives the object a value, rules or a place. */
    PUT,
    /** Ends the object's life and that of everything below it. */
    DELETE,
    /** Destroys what was stored of all its versions. */
    ERASE,
    /** Publishes or changes a public key, which is the object. */
    KEY
}
