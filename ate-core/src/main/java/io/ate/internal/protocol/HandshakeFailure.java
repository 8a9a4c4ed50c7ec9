package io.ate.internal.protocol;

/** Why two sides have no channel. */
public enum HandshakeFailure {
    /** The other side said something that is no hello: it is another program, or broken. */
    MALFORMED,
    /** The two sides speak no common version. */
    VERSION,
    /** The server refused the client, or says that it does: nobody signed that. */
    REFUSED,
    /** The server does not hold the identity key that it shows, or somebody changed what was said. */
    IMPOSTOR,
    /** The server holds its identity key, but is not the one that the client wants. */
    IDENTITY
}
