package io.ate.internal.simulation;

import io.ate.Field;

/** What random programs store: a value of three fields that hangs anywhere, with children of every kind. */
record Box(long a, long b, long c) {

    static final Field.Vec<Box> BOXES = Field.vec("boxes", Box.class);
    static final Field.Vec<Box> SPARE = Field.vec("spare", Box.class);
    static final Field.Map<String, Box> LABELLED = Field.map("labelled", String.class, Box.class);
    static final Field.Child<Box> LID = Field.child("lid", Box.class);
    static final Field.Stream<Box> HISTORY = Field.stream("history", Box.class);

    /** The value with one of its fields changed. */
    Box with(int field, long value) {
        return switch (field) {
            case 0 -> new Box(value, b, c);
            case 1 -> new Box(a, value, c);
            default -> new Box(a, b, value);
        };
    }
}
