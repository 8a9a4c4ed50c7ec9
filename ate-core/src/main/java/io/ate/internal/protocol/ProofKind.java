package io.ate.internal.protocol;

/** What a proof out of a chain's tree shows. */
public enum ProofKind {
    /** That one tree is how a later one begins. */
    CONSISTENCY,
    /** That an event stands at its place in a tree. */
    INCLUSION
}
