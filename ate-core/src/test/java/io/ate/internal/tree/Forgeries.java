package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Makes of a proof's hashes all the similar ones that prove nothing. */
final class Forgeries {
    private Forgeries() {}

    static Hash withByteFlipped(Hash hash, int position) {
        byte[] bytes = hash.bytes();
        bytes[position] ^= (byte) (1 << position % Byte.SIZE);
        return Hash.of(bytes);
    }

    /** Any byte flipped, any hash left out, doubled or exchanged with its neighbour, any hash added anywhere. */
    static List<List<Hash>> of(List<Hash> path) {
        Random random = new Random(path.size());
        List<List<Hash>> forgeries = new ArrayList<>();
        for (int at = 0; at < path.size(); at++) {
            for (int position = 0; position < Hash.BYTES; position++) {
                List<Hash> flipped = new ArrayList<>(path);
                flipped.set(at, withByteFlipped(path.get(at), position));
                forgeries.add(flipped);
            }
            List<Hash> shorter = new ArrayList<>(path);
            shorter.remove(at);
            forgeries.add(shorter);
            forgeries.add(path.subList(0, at));
            if (at > 0) {
                List<Hash> exchanged = new ArrayList<>(path);
                Collections.swap(exchanged, at - 1, at);
                forgeries.add(exchanged);
            }
        }
        for (int at = 0; at <= path.size(); at++) {
            forgeries.add(longer(path, at, Events.any(random)));
            forgeries.add(longer(path, at, path.isEmpty() ? TreeHash.OF_NOTHING : path.getLast()));
        }
        forgeries.add(Collections.nCopies(HashPath.LONGEST, Events.any(random)));
        return forgeries;
    }

    private static List<Hash> longer(List<Hash> path, int at, Hash added) {
        List<Hash> longer = new ArrayList<>(path);
        longer.add(at, added);
        return longer;
    }
}
