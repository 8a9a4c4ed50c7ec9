package io.ate.internal.simulation;

import io.ate.ConflictException;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.simulation.Intent.Terms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Does the deeds that the server's log has once more, one after the other, to a {@link SequentialChain}, and demands
 * that this is what everybody was told and shown. Confined to one thread.
 */
final class Reckoning {
    private final List<Done> log;
    private final List<ModelClient> clients;
    private final Doing doing;
    private final Map<Deed, Done> byDeed = new HashMap<>();
    private final Set<Deed> clean = new HashSet<>();
    private final SequentialChain genesis;
    /** At which sequence what has ended did so last, as far as the chain was gone through. */
    private final Map<PrimaryKey, Long> ended = new HashMap<>();
    private int compared;

    /** A deed as the log has it. */
    record Done(Deed deed, long first, long last) {}

    Reckoning(RedoLog log, StoredChain chain, List<ModelClient> clients, Doing doing) {
        this.clients = clients;
        this.doing = doing;
        this.log = read(log, chain);
        Set<KeyId> all = doing.people().stream().map(PublicKeys::id).collect(Collectors.toSet());
        Set<KeyId> owners = doing.people().stream().limit(2).map(PublicKeys::id).collect(Collectors.toSet());
        genesis = new SequentialChain(new Terms(Optional.of(all), Optional.of(all), Optional.of(owners)));
    }

    /** How many sightings were compared in whole. */
    int compared() {
        return compared;
    }

    /** How many deeds were stored. */
    int stored() {
        return byDeed.size();
    }

    private List<Done> read(RedoLog from, StoredChain chain) {
        List<Done> done = new ArrayList<>();
        try (LogReader reader = from.reader(chain.number(), 0, Reading.HEADERS)) {
            while (reader.next()) {
                LogItem.StoredEvent event = reader.event();
                Deed deed = doing.deeds().get((int) event.event().facts().time() - 1);
                Optional<CommitRecord> begins = event.beginning();
                begins.ifPresent(record -> done.add(new Done(deed, record.first(), record.last())));
                assertThat(done.getLast().deed()).as("whose commit event %s is in", event.sequence()).isEqualTo(deed);
                assertThat(event.event().facts().author()).as("the author of %s", deed).isEqualTo(deed.author());
            }
        }
        return done;
    }

    void check() {
        SequentialChain chain = genesis.copy();
        for (Done each : log) {
            assertThat(byDeed.put(each.deed(), each)).as("an earlier commit of %s", each.deed()).isNull();
            try {
                if (chain.perform(each.deed())) {
                    clean.add(each.deed());
                }
            } catch (SequentialChain.Violation e) {
                throw new AssertionError("at sequence " + each.first() + " stands what must not: " + e.getMessage()
                        + ", by " + each.deed(), e);
            }
            assertThat(chain.totals()).as("the totals after %s", each).containsOnly(0L);
        }
        doing.deeds().forEach(this::assertAnswered);
        clients.forEach(this::assertToldOfRefusals);
        clients.forEach(this::assertInOrder);
        assertSeen();
    }

    private void assertAnswered(Deed deed) {
        boolean isStored = byDeed.containsKey(deed);
        assertThat(deed.answers()).as("answers to %s", deed).isLessThanOrEqualTo(1);
        switch (deed.answer()) {
            case STORED -> assertThat(isStored).as("that %s is in the log", deed).isTrue();
            case REFUSED, NOTHING -> assertThat(isStored).as("that %s is in the log", deed).isFalse();
            case OPEN -> assertThat(deed.isAwaited()).as("that %s is awaited in vain", deed).isFalse();
            case UNKNOWN -> {
                // stored or not, and once at most
            }
        }
        if (deed.cause() instanceof ConflictException conflict && deed.answer() == Deed.Answer.REFUSED) {
            assertThat(conflict.objects()).as("the objects of the conflict of %s", deed).isNotEmpty();
        }
    }

    /** Of what nobody waits for, whoever lives was told of each that is not stored. */
    private void assertToldOfRefusals(ModelClient client) {
        if (client.isAlive()) {
            long missing = client.deeds()
                    .stream()
                    .filter(each -> each.answer() == Deed.Answer.OPEN && !byDeed.containsKey(each))
                    .count();
            assertThat((long) client.refusedLater()).as("refusals told to %s", client.who()).isEqualTo(missing);
        }
    }

    /** What a program does later to the same object comes later. */
    private void assertInOrder(ModelClient client) {
        List<Done> stored = client.deeds().stream().filter(byDeed::containsKey).map(byDeed::get).toList();
        for (int i = 0; i < stored.size(); i++) {
            Done earlier = stored.get(i);
            for (Done later : stored.subList(i + 1, stored.size())) {
                if (!Collections.disjoint(changed(earlier.deed()), changed(later.deed()))) {
                    assertThat(later.first()).as("%s, after %s, is", later.deed(), earlier.deed())
                            .isGreaterThan(earlier.first());
                }
            }
        }
    }

    private static Set<Object> changed(Deed deed) {
        return deed.intents().stream().map(Reckoning::changed).collect(Collectors.toSet());
    }

    /** What is recorded changes a stream, and not the object that it belongs to. */
    private static Object changed(Intent intent) {
        return intent instanceof Intent.Append ? List.of(intent.key(), Box.HISTORY) : intent.key();
    }

    private void assertSeen() {
        Map<Long, List<Sighting>> bySequence = doing.sightings()
                .stream()
                .collect(Collectors.groupingBy(Sighting::sequence, TreeMap::new, Collectors.toList()));
        SequentialChain chain = genesis.copy();
        bySequence.getOrDefault(0L, List.of()).forEach(each -> assertSeen(each, chain));
        Set<Long> ends = Stream.concat(Stream.of(0L), log.stream().map(Done::last)).collect(Collectors.toSet());
        assertThat(ends).as("the ends of commits").containsAll(bySequence.keySet());
        for (Done each : log) {
            Set<PrimaryKey> before = chain.keys();
            chain.perform(each.deed());
            before.stream().filter(key -> !chain.keys().contains(key)).forEach(key -> ended.put(key, each.last()));
            bySequence.getOrDefault(each.last(), List.of()).forEach(sighting -> assertSeen(sighting, chain));
        }
    }

    /**
     * What lay over the chain is known only where nothing of it was refused, merged or drawn up anew in the end; nor
     * was any of it hidden for the time being, since what it needs had ended, which may be there again.
     */
    private void assertSeen(Sighting sighting, SequentialChain chain) {
        SequentialChain expected = chain.copy();
        long before = 0;
        for (Deed each : sighting.pending()) {
            Done done = byDeed.get(each);
            boolean isLast = each.equals(sighting.pending().getLast());
            if (done != null && done.last() <= sighting.sequence()) {
                continue;
            }
            if (done != null && done.first() < before) {
                return; // what was drawn up anew meanwhile may have been seen behind this one, or before
            }
            before = done == null ? before : done.first();
            if (isLast && sighting.where().startsWith("in deed")) {
                expected.anticipate(each);
            } else if (done == null || !clean.contains(each) || hasMetAnEnd(each) || !isPerformed(expected, each)) {
                return;
            }
        }
        compared++;
        sighting.assertShows(expected);
    }

    private boolean hasMetAnEnd(Deed deed) {
        return deed.touched().stream().anyMatch(key -> ended.getOrDefault(key, 0L) > deed.madeAt());
    }

    private static boolean isPerformed(SequentialChain expected, Deed deed) {
        try {
            return expected.perform(deed);
        } catch (SequentialChain.Violation _) { // what it needs has come only since
            return false;
        }
    }
}
