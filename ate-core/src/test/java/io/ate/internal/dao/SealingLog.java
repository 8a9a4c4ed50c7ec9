package io.ate.internal.dao;

/** Who says in the log what stays closed to new readers. */
public final class SealingLog {
    private SealingLog() {}

    public static Class<?> speaker() {
        return SealingBehind.class;
    }
}
