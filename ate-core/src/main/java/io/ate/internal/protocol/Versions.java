package io.ate.internal.protocol;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The versions of the protocol that one side speaks, rising. Layout: {@code u8 count (1 to 16) ‖ u16*}. Immutable.
 */
record Versions(List<Integer> numbers) {
    /** What this program speaks. */
    static final Versions OURS = new Versions(List.of(1));

    private static final int MOST = 16;

    Versions {
        numbers = List.copyOf(numbers);
    }

    /** The highest version that both sides speak. */
    OptionalInt highestCommon(Versions other) {
        return numbers.stream().filter(other.numbers::contains).mapToInt(Integer::intValue).max();
    }

    void write(WireWriter out) {
        out.u8(numbers.size());
        numbers.forEach(out::u16);
    }

    static Versions read(WireReader in) throws MalformedException {
        int count = in.u8();
        if (count < 1 || count > MOST) {
            throw new MalformedException("a hello names 1 to " + MOST + " versions, not " + count);
        }
        List<Integer> numbers = new ArrayList<>(count);
        int last = -1;
        for (int i = 0; i < count; i++) {
            int number = in.u16();
            if (number <= last) {
                throw new MalformedException("versions stand in rising order");
            }
            last = number;
            numbers.add(number);
        }
        return new Versions(numbers);
    }

    @Override
    public String toString() {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
