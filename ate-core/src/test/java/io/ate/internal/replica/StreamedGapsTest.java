package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rule;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server removes whole events, and whoever follows the chain, from its beginning, on and off, or after a crash, is
 * shown nothing but states that there were.
 */
final class StreamedGapsTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final int OBJECTS = 12;

    /** One chain, one who changes it at random, and what it was at each sequence. */
    private static final class Story {
        private final Random random;
        private final World world = World.compacting();
        private final SignedGenesis genesis;
        private final RemoteReplica writer;
        private final Map<Long, String> states = new HashMap<>();
        private final List<Shown> shown = new ArrayList<>();

        /** What somebody was shown in between. */
        private record Shown(long sequence, String told, String which) {}

        Story(long seed, boolean distributed) {
            random = new Random(seed);
            Founding founding = Founding.ownedBy(ALICE);
            genesis = (distributed ? founding : founding.centralized()).genesis();
            writer = world.client().open(World.wish(genesis, ALICE));
            note();
        }

        void note() {
            states.put(writer.sequence(), told(writer));
            shown.forEach(each -> assertThat(each.told).as(each.which).isEqualTo(states.get(each.sequence)));
            shown.clear();
        }

        private PrimaryKey any() {
            return object(1 + random.nextInt(OBJECTS));
        }

        void step() throws InterruptedException {
            Set<PrimaryKey> named = new HashSet<>();
            List<Change> changes = new ArrayList<>();
            boolean signed = false;
            try (Snapshot now = writer.confirmed()) {
                for (int i = random.nextInt(4) == 0 ? random.nextInt(8) : 0; i >= 0; i--) {
                    PrimaryKey key = any();
                    if (!named.add(key)) {
                        continue;
                    }
                    int what = random.nextInt(20);
                    boolean lives = now.live(key) != null;
                    if (!lives) {
                        PrimaryKey parent = any();
                        boolean below = random.nextBoolean() && now.live(parent) != null && !named.contains(parent);
                        Change birth = Change.put(key).value("born");
                        changes.add(below ? birth.under(parent, "notes") : birth.atTop());
                        signed |= now.beginsSigned(key);
                    } else if (what == 0) {
                        changes.add(Change.delete(key));
                        signed = true;
                        break; // nothing else is told of what ends with it
                    } else if (what == 1) {
                        changes.add(Change.put(key).ruled(Rule.inherited().writtenBy(ALICE)));
                        signed = true;
                    } else if (what <= 4) {
                        PrimaryKey parent = any();
                        boolean below = what == 2 && now.live(parent) != null && !named.contains(parent)
                                && !isAtOrBelow(now, parent, key);
                        Change move = what == 4 ? Change.put(key) : Change.put(key).value("moved");
                        changes.add(below ? move.under(parent, "notes") : move.atTop());
                        signed = true;
                    } else {
                        changes.add(Change.put(key).value("value " + random.nextInt(1000)));
                    }
                }
            }
            if (!changes.isEmpty()) {
                var _ = writer.submit(Writes.draft(writer, ALICE, signed, changes.toArray(Change[]::new)),
                        Writes.soon());
                world.settle();
                note();
            }
        }

        private static boolean isAtOrBelow(Snapshot now, PrimaryKey at, PrimaryKey above) {
            for (ObjectEntry entry = now.entry(at); entry != null; entry = now.entry(entry.parent())) {
                if (entry.key().equals(above)) {
                    return true;
                }
                if (entry.parent().isZero()) {
                    return false;
                }
            }
            return false;
        }

        /** Demands that it is shown a state that there was. */
        void assertIsTrue(RemoteReplica replica, String which) {
            assertThat(told(replica)).as(which).isEqualTo(states.get(replica.sequence()));
        }

        void watch(RemoteReplica replica, String which) {
            replica.listen(_ -> shown.add(new Shown(replica.sequence(), told(replica), which)));
        }

        /** Demands that it is as far as the chain has come, and reads all there is. */
        void assertHasAll(RemoteReplica replica, String which) throws InterruptedException {
            assertThat(replica.sequence()).as(which).isEqualTo(writer.sequence());
            assertIsTrue(replica, which);
            for (int i = 1; i <= OBJECTS; i++) {
                assertThat(read(replica, object(i))).as(which).isEqualTo(read(writer, object(i)));
            }
        }

        RemoteReplica fresh() {
            return world.client().open(World.pinned(genesis, ALICE));
        }
    }

    private static String told(RemoteReplica replica) {
        StringBuilder all = new StringBuilder();
        try (Snapshot now = replica.confirmed()) {
            tell(now, PrimaryKey.ZERO, all);
        }
        return all.toString();
    }

    private static void tell(Snapshot now, PrimaryKey parent, StringBuilder all) {
        for (String collection : List.of("", "notes")) {
            List<ObjectEntry> children = new ArrayList<>();
            now.children(parent, collection, children::add);
            for (ObjectEntry each : children) {
                all.append(each.key().low())
                        .append(each.rules() == null ? "" : " ruled")
                        .append(" born ")
                        .append(each.born())
                        .append(" placed ")
                        .append(each.placed())
                        .append(" valued ")
                        .append(each.valued())
                        .append(" version ")
                        .append(each.version())
                        .append(" vouching ")
                        .append(each.vouching())
                        .append(" (");
                tell(now, each.key(), all);
                all.append(") ");
            }
        }
    }

    private static long gone(RedoLog log) {
        long gone = 0;
        try (LogReader reader = log.reader(log.chains().getFirst().number(), 0, Reading.HEADERS)) {
            while (reader.next()) {
                if (reader.item() instanceof LogItem.Gap gap) {
                    gone += gap.to() - gap.from() + 1;
                }
            }
        }
        return gone;
    }

    /** More of them by {@code -Date.gaps.seeds}. */
    static LongStream seeds() {
        return LongStream.rangeClosed(Integer.getInteger("ate.gaps.first", 1), Integer.getInteger("ate.gaps.seeds", 8));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoeverFollowsIsShownNothingButWhatThereWas(long seed) throws InterruptedException {
        Story story = new Story(seed, seed % 3 == 0);
        World world = story.world;
        World.Client client = world.client();
        MemoryRedoLog log = world.log();
        RemoteReplica follower = client.open(World.pinned(story.genesis, ALICE), log);
        story.watch(follower, "seed " + seed + ", on and off");
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 60; i++) {
                story.step();
                if (story.random.nextInt(20) == 0) {
                    world.pass(2_000);
                    story.assertHasAll(story.fresh(), "seed " + seed + ", from the beginning");
                }
                if (story.random.nextInt(20) == 0) {
                    client.reachable = !client.reachable;
                    if (!client.reachable) {
                        client.cut();
                    }
                }
                story.assertIsTrue(follower, "seed " + seed + ", on and off");
            }
            client.reachable = true;
            world.pass(60_000);
            story.note();
            story.assertHasAll(follower, "seed " + seed + ", on and off");
            if (story.random.nextBoolean()) {
                log = world.crash(client, log);
                client = world.client();
                follower = client.open(World.pinned(story.genesis, ALICE), log);
                story.watch(follower, "seed " + seed + ", after a crash");
            }
        }
        assertThat(gone(world.serverLog())).as("what is gone").isGreaterThan(100);
        RemoteReplica again = world.client().open(World.pinned(story.genesis, ALICE), world.crash(client, log));
        story.assertHasAll(again, "seed " + seed + ", from its own log");
    }

    @Test
    void whoIsInTheMidstOfWhatBecomesAGapIsToldItFromWhereThatCanBe() throws InterruptedException {
        World world = World.compacting();
        SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().genesis();
        RemoteReplica writer = world.client().open(World.wish(genesis, ALICE));
        write(world, writer, Change.store(object(1), "first"));
        World.Client client = world.client();
        MemoryRedoLog log = world.log();
        RemoteReplica follower = client.open(World.pinned(genesis, ALICE), log);
        client.reachable = false;
        client.cut();
        String lengthy = "x".repeat(500_000);
        for (int i = 0; i < 60; i++) { // more than may be sent to who does not get to writing it
            write(world, writer, Change.put(object(1)).value(i + lengthy));
        }
        client.reachable = true;

        world.steps.pass(10_000, () -> world.settleBut(log)); // before anything is removed
        long inTheMidst = follower.sequence();
        world.passBut(log, 2_000);
        assertThat(gone(world.serverLog())).isGreaterThan(30);
        world.pass(60_000);

        assertThat(inTheMidst).isBetween(2L, 60L);
        assertThat(told(follower)).isEqualTo(told(writer));
        assertThat(read(follower, object(1))).isEqualTo(read(writer, object(1)));
    }

    private static void write(World world, RemoteReplica writer, Change change) throws InterruptedException {
        var _ = writer.submit(Writes.draft(writer, ALICE, false, change), Writes.soon());
        world.settle();
    }
}
