package io.ate.internal.wire;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WireWriterTest {
    private static final Hash HASH = Hash.of("a hash of exactly thirty-two by.".getBytes(StandardCharsets.UTF_8));

    private static WireWriter oneOfEach(WireWriter out) {
        Slice slice = Slice.of(HASH.bytes(), 3, 5);
        return out.u8(200)
                .u16(60_000)
                .u32(3_000_000)
                .u64(1L << 40)
                .bits64(-7)
                .flag(true)
                .hash(HASH)
                .raw(HASH.bytes())
                .raw(slice)
                .slice16(slice)
                .slice32(slice)
                .name("ä name")
                .text16("a text");
    }

    @Test
    void itGrowsAtAnyPlaceWithoutLosingAByte() {
        byte[] expected = oneOfEach(new WireWriter(1000)).toArray();
        for (int capacity = 0; capacity <= expected.length; capacity++) {
            assertThat(oneOfEach(new WireWriter(capacity)).toArray()).as("capacity %d", capacity).isEqualTo(expected);
        }
    }
}
