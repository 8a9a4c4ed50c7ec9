package io.ate.internal.trust;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Trust;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.NameTag;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Draft;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Outcome;
import io.ate.internal.testing.Rule;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A commit with several faults is refused for the one that stands first in the order of admission, wherever in the
 * commit it stands. Every pair of faults is tried, with the events in both orders.
 */
class AdmissionOrderTest {
    private static final PrimaryKey MISSING = new PrimaryKey(1, 404);

    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");

    /** The stages of admission in their order, each with a fault of its own. */
    enum Fault {
        MALFORMED(Reason.MALFORMED),
        NOT_PROVEN(Reason.NOT_PROVEN),
        CLONED(Reason.WRITER_CLONED),
        BASIS(Reason.BASIS_AHEAD),
        CONDITION(Reason.CONFLICT),
        DERIVED(Reason.WRONG_DERIVED_KEY),
        PARENT(Reason.NO_SUCH_PARENT),
        RIGHT(Reason.NO_WRITE_AUTHORITY),
        SEALING(Reason.MUST_BE_SEALED),
        SIGNATURE(Reason.SIGNATURE_INVALID);

        private final Reason reason;

        Fault(Reason reason) {
            this.reason = reason;
        }
    }

    record Pair(Trust trust, Fault first, Fault second, boolean backwards) {}

    static Stream<Pair> pairs() {
        return Stream.of(Trust.values())
                .flatMap(trust -> Stream.of(Fault.values())
                        .flatMap(first -> Stream.of(Fault.values())
                                .filter(second -> second.compareTo(first) >= 0)
                                .flatMap(second -> Stream.of(false, true)
                                        .map(backwards -> new Pair(trust, first, second, backwards)))))
                .filter(pair -> pair.trust == Trust.CENTRALIZED || pair.first != Fault.NOT_PROVEN)
                .filter(pair -> pair.trust == Trust.CENTRALIZED || pair.second != Fault.NOT_PROVEN);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theEarlierOfTwoFaultsIsTheReason(Pair pair) {
        Set<Fault> faults = Set.copyOf(List.of(pair.first, pair.second).stream().distinct().toList());
        DrivenChain chain = DrivenChain.begin(genesis(pair.trust));
        if (faults.contains(Fault.CLONED)) {
            chain.admit(chain.author(BOB).draft(freely(50)).signed().commit());
        }
        Draft draft = chain.author(BOB).draft(changes(faults, pair.backwards)).signed();
        if (faults.contains(Fault.BASIS)) {
            draft = draft.basedOn(1000);
        }
        Set<KeyId> proven = Set.of(BOB.id());
        if (faults.contains(Fault.NOT_PROVEN)) {
            draft = draft.alsoUnder(Keys.of("carol")).signedBy(BOB);
            if (!faults.contains(Fault.SIGNATURE)) {
                draft = draft.unsigned();
            }
        }
        Commit commit = draft.commit();
        if (faults.contains(Fault.SIGNATURE)) {
            commit = withBrokenSignature(commit);
        }
        if (faults.contains(Fault.MALFORMED)) {
            commit = withBrokenPayload(commit);
        }
        Outcome outcome = chain.admit(commit, proven);
        assertThat(outcome.reason()).as("%s", outcome).isEqualTo(pair.first.reason);
    }

    private static SignedGenesis genesis(Trust trust) {
        HeldKeys carol = Keys.of("carol");
        Founding founding = Founding.ownedBy(ALICE, BOB, carol)
                .ruledBy(Rule.ownedBy(ALICE, BOB, carol).writtenByEveryone());
        return (trust == Trust.CENTRALIZED ? founding.centralized() : founding).genesis();
    }

    private static Change[] changes(Set<Fault> faults, boolean backwards) {
        List<Change> changes = new ArrayList<>();
        changes.add(freely(1));
        if (faults.contains(Fault.CONDITION)) {
            changes.add(freely(2).onlyIf(new Condition.AtVersion(77)));
        }
        if (faults.contains(Fault.DERIVED)) {
            changes.add(store(new PrimaryKey(Long.MIN_VALUE, 5), "squatter").named(new NameTag(1, 1)));
        }
        if (faults.contains(Fault.PARENT)) {
            changes.add(put(new PrimaryKey(1, 3)).under(MISSING).value("x"));
        }
        if (faults.contains(Fault.RIGHT)) {
            changes.add(store(new PrimaryKey(1, 40), "fort").ruled(Rule.inherited().writtenByNobody()));
            changes.add(put(new PrimaryKey(1, 41)).under(new PrimaryKey(1, 40)).value("x"));
        }
        if (faults.contains(Fault.SEALING)) {
            changes.add(put(new PrimaryKey(1, 5)).atTop().clear("x"));
        }
        if (backwards) {
            reverseBut(changes, faults.contains(Fault.RIGHT));
        }
        return changes.toArray(Change[]::new);
    }

    /** In the opposite order, save that a parent comes before its child. */
    private static void reverseBut(List<Change> changes, boolean withParent) {
        List<Change> reversed = new ArrayList<>(changes.reversed());
        if (withParent) {
            int[] at = IntStream.range(0, reversed.size())
                    .filter(i -> reversed.get(i).key().low() == 40 || reversed.get(i).key().low() == 41)
                    .toArray();
            Change child = reversed.get(at[0]);
            reversed.set(at[0], reversed.get(at[1]));
            reversed.set(at[1], child);
        }
        changes.clear();
        changes.addAll(reversed);
    }

    private static Change freely(long key) {
        return store(new PrimaryKey(1, key), "x");
    }

    private static Commit withBrokenSignature(Commit commit) {
        CommitSignature last = commit.signatures().getLast();
        byte[] bytes = last.bytes().toArray();
        bytes[5] ^= 1;
        List<CommitSignature> signatures = new ArrayList<>(
                commit.signatures().subList(0, commit.signatures().size() - 1));
        signatures.add(new CommitSignature(last.index(), Slice.of(bytes)));
        return new Commit(commit.statement(), commit.statementBytes(), signatures, commit.events());
    }

    private static Commit withBrokenPayload(Commit commit) {
        List<Event> events = new ArrayList<>(commit.events());
        events.set(0, events.getFirst().withPayload(Slice.of(new byte[] {0})));
        return new Commit(commit.statement(), commit.statementBytes(), commit.signatures(), events);
    }
}
