package io.ate.atedb.demo;

import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Bytes as people look at them: in hexadecimal, and as text where they are text. */
final class HexDump {
    private static final int WIDTH = 24;

    private HexDump() {}

    static Stream<String> lines(byte[] bytes) {
        return IntStream.iterate(0, at -> at < bytes.length, at -> at + WIDTH)
                .mapToObj(at -> line(bytes, at, Math.min(at + WIDTH, bytes.length)));
    }

    private static String line(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(HexFormat.of().formatHex(bytes, from, to));
        text.append("  ".repeat(WIDTH - (to - from))).append("  ");
        for (int at = from; at < to; at++) {
            text.append(bytes[at] >= ' ' && bytes[at] <= '~' ? (char) bytes[at] : '.');
        }
        return text.toString();
    }
}
