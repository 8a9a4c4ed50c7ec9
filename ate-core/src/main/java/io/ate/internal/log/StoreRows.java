package io.ate.internal.log;

import io.ate.StoreDamagedException;
import io.ate.internal.wire.MalformedException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Compares rows with their checksums, whatever is in them. Stateless. */
final class StoreRows {
    /** Those of events and payloads are read with their events, those of chains at the opening. */
    private static final List<Family> BESIDE_EVENTS = List.of(Family.META, Family.WRITERS, Family.TREE, Family.NOTES,
            Family.OUTBOX);

    private StoreRows() {}

    static void verify(RocksStore store, Consumer<String> finding) {
        for (Family family : BESIDE_EVENTS) {
            if (!store.has(family)) {
                continue;
            }
            try {
                new RowScan(store, family).each(new byte[0], (key, value) -> {
                    try {
                        var _ = CheckedValue.content(key, value);
                    } catch (MalformedException e) {
                        finding.accept("row " + HexFormat.of().formatHex(key) + " of " + family + " is damaged: "
                                + e.getMessage());
                    }
                    return true;
                });
            } catch (StoreDamagedException e) {
                finding.accept("rows of " + family + " cannot be read: " + e.getMessage());
            }
        }
    }
}
