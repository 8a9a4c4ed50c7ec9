package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Event hashes for tests: as good as random, the same in every run. */
final class Events {
    private Events() {}

    static List<Hash> hashes(int count) {
        Random random = new Random(9162);
        List<Hash> hashes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hashes.add(any(random));
        }
        return hashes;
    }

    static Hash any(Random random) {
        byte[] bytes = new byte[Hash.BYTES];
        random.nextBytes(bytes);
        return Hash.of(bytes);
    }

    static MemoryTreeNodes nodes(List<Hash> eventHashes) {
        MemoryTreeNodes nodes = new MemoryTreeNodes();
        eventHashes.forEach(nodes::append);
        return nodes;
    }
}
