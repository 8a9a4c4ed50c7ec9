package io.ate.internal.event;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is left of the event with which an object began, where nobody signed it and its value was superseded: as much as
 * says where the object is, and in which order. Immutable.
 *
 * <p>
 * Layout of some of them: {@code u32 groups}, of each group {@code place ‖ u16 length ‖ type ‖ author ‖ u32 count}, of
 * each of its births {@code u64 sequence ‖ key ‖ u64 time}.
 *
 * @param author and time as the event told them, for people
 */
public record GoneBirth(long sequence, PrimaryKey key, Place place, String type, KeyId author, long time) {

    private static final int LENGTH = Long.BYTES + 16 + Long.BYTES;

    /** What those have in common that are alike. */
    private record Group(Place place, String type, KeyId author) {}

    /** What is left of that event. */
    public static GoneBirth of(Facts facts, long sequence) {
        return new GoneBirth(sequence, facts.key(), facts.place(), facts.type(), facts.author(), facts.time());
    }

    public static void write(List<GoneBirth> births, WireWriter out) {
        Map<Group, List<GoneBirth>> groups = new LinkedHashMap<>();
        births.forEach(each -> groups.computeIfAbsent(new Group(each.place, each.type, each.author),
                _ -> new ArrayList<>()).add(each));
        out.u32(groups.size());
        groups.forEach((group, alike) -> {
            group.place.write(out);
            out.text16(group.type);
            KeyIds.write(out, group.author);
            out.u32(alike.size());
            alike.forEach(each -> out.u64(each.sequence)
                    .bits64(each.key.high())
                    .bits64(each.key.low())
                    .u64(each.time));
        });
    }

    /**
     * Reads what {@link #write} writes, in the order of the sequences.
     *
     * @param most there may be
     */
    public static List<GoneBirth> read(WireReader in, int most) throws MalformedException {
        List<GoneBirth> births = new ArrayList<>();
        for (int groups = in.u32(most); groups > 0; groups--) {
            Place place = Place.read(in);
            String type = in.text16(Bounds.NAME);
            KeyId author = KeyIds.read(in);
            int count = in.u32(Math.min(most - births.size(), in.remaining() / LENGTH));
            for (int i = 0; i < count; i++) {
                births.add(new GoneBirth(in.u64(), new PrimaryKey(in.bits64(), in.bits64()), place, type, author,
                        in.u64()));
            }
        }
        births.sort(Comparator.comparingLong(GoneBirth::sequence));
        return births;
    }
}
