package io.ate.internal.crypto;

/** How keys are encapsulated. Named by its id in the data; ids other than these are reserved. Immutable. */
public enum KemSuite {
    /** X-Wing: X25519 with ML-KEM-768 (draft-connolly-cfrg-xwing-kem). */
    X_WING(1);

    private final int id;

    KemSuite(int id) {
        this.id = id;
    }

    /** The byte that names the suite in the data. */
    public int id() {
        return id;
    }
}
