package io.ate.internal.service;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.replica.CallersEnd;
import io.ate.internal.service.KnownRequests.Verdict;
import io.ate.internal.testing.Keys;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** No request is begun twice, whatever clocks do; what is out of time is refused, and so is too much. */
class KnownRequestsTest {
    private static final long NOW = 1_700_000_000_000L;

    private static final KeyId ALICE = Keys.of("alice").id();
    private static final KeyId BOB = Keys.of("bob").id();
    private static final KeyId MALLORY = Keys.of("mallory").id();

    private static final Run NOBODYS = new Run(PrimaryKey.ZERO,
            new CallersEnd(0, new CallersEnd.Way() {
                @Override
                public void reply(long after, Slice part, boolean last) {
                    // nobody waits for it
                }

                @Override
                public void decline(boolean begun) {
                    // nobody waits for it
                }
            }));

    private final KnownRequests known = new KnownRequests(1_000);

    private static Hash request(long number) {
        return Hash.of(ByteBuffer.allocate(Hash.BYTES).putLong(number).array());
    }

    private Verdict take(long number, long deadline, long clock) {
        return take(number, ALICE, deadline, clock);
    }

    private Verdict take(long number, KeyId author, long deadline, long clock) {
        return known.take(request(number), author, false, NOBODYS, deadline, clock);
    }

    /** Of a key that the chain does not know. */
    private Verdict takeOfStranger(long number, KeyId author, long deadline, long clock) {
        return known.take(request(number), author, true, NOBODYS, deadline, clock);
    }

    /** A key that somebody has made up for one request. */
    private static KeyId madeUp(long number) {
        return new KeyId(number, 1);
    }

    /** As many as are taken of keys that were made up, each for one request. */
    private int crowdOfStrangers(int from, long deadline, long clock) {
        int taken = 0;
        while (takeOfStranger(from + taken, madeUp(from + taken), deadline, clock) instanceof Verdict.Begin) {
            taken++;
        }
        return taken;
    }

    /** As many as are taken of one author. */
    private int crowd(KeyId author, int from) {
        int taken = 0;
        while (take(from + taken, author, NOW + 5_000, NOW) instanceof Verdict.Begin) {
            taken++;
        }
        return taken;
    }

    @Test
    void aRequestIsBegunOnceUntilItsDeadlineAndNeverAfterIt() {
        assertThat(take(1, NOW + 5_000, NOW)).isInstanceOf(Verdict.Begin.class);
        assertThat(take(1, NOW + 5_000, NOW)).isInstanceOf(Verdict.Known.class);
        assertThat(take(1, NOW + 5_000, NOW + 5_000 + KnownRequests.APART - 1)).isInstanceOf(Verdict.Known.class);
        assertThat(take(1, NOW + 5_000, NOW + 5_000 + KnownRequests.APART)).isInstanceOf(Verdict.OutOfTime.class);
    }

    @Test
    void clocksMayBeApartByHalfAMinuteAndNoMore() {
        assertThat(take(1, NOW - KnownRequests.APART + 1, NOW)).isInstanceOf(Verdict.Begin.class);
        assertThat(take(2, NOW - KnownRequests.APART, NOW)).isInstanceOf(Verdict.OutOfTime.class);
        assertThat(take(3, NOW + KnownRequests.FARTHEST + KnownRequests.APART, NOW)).isInstanceOf(Verdict.Begin.class);
        assertThat(take(4, NOW + KnownRequests.FARTHEST + KnownRequests.APART + 1, NOW))
                .isInstanceOf(Verdict.OutOfTime.class);
    }

    @Test
    void aClockThatLeapsAheadAndBackPlaysNothingAgain() {
        assertThat(take(1, NOW + 5_000, NOW)).isInstanceOf(Verdict.Begin.class);
        assertThat(take(2, NOW + 86_400_000, NOW + 86_400_000)).isInstanceOf(Verdict.Begin.class);
        assertThat(take(1, NOW + 5_000, NOW)).isInstanceOf(Verdict.OutOfTime.class);
        assertThat(take(3, NOW + 60_000, NOW)).as("others are served").isInstanceOf(Verdict.Begin.class);
    }

    @Test
    void nothingIsForgottenToMakeRoom() {
        assertThat(crowd(ALICE, 0)).isEqualTo(500);
        assertThat(take(500, NOW + 5_000, NOW)).isInstanceOf(Verdict.Full.class);
        assertThat(take(0, NOW + 5_000, NOW)).isInstanceOf(Verdict.Known.class);
        assertThat(take(500, NOW + 50_000, NOW + 40_000)).isInstanceOf(Verdict.Begin.class);
    }

    @Test
    void whoAsksWithoutEndLeavesRoomForOthers() {
        int alices = crowd(ALICE, 0);
        int mallorys = crowd(MALLORY, 10_000);
        assertThat(alices).isEqualTo(500);
        assertThat(mallorys).isEqualTo(250);
        assertThat(take(20_000, BOB, NOW + 5_000, NOW)).isInstanceOf(Verdict.Begin.class);
        assertThat(crowd(ALICE, 30_000)).isZero();
    }

    @Test
    void keysThatAreMadeUpLeaveHalfToThoseThatTheChainKnows() {
        assertThat(crowdOfStrangers(0, NOW + 5_000, NOW)).isEqualTo(500);
        assertThat(crowd(ALICE, 10_000)).isEqualTo(250);
        assertThat(take(20_000, BOB, NOW + 5_000, NOW)).isInstanceOf(Verdict.Begin.class);
        assertThat(crowdOfStrangers(30_000, NOW + 80_000, NOW + 70_000)).isEqualTo(500);
    }

    @Test
    void oneWhomTheChainDoesNotKnowLeavesRoomForOthersOfThem() {
        int taken = 0;
        while (takeOfStranger(taken, MALLORY, NOW + 5_000, NOW) instanceof Verdict.Begin) {
            taken++;
        }
        assertThat(taken).isEqualTo(334);
        assertThat(takeOfStranger(10_000, BOB, NOW + 5_000, NOW)).isInstanceOf(Verdict.Begin.class);
    }

    @Test
    void hisShareIsHisAgainWhenWhatHeAskedIsForgotten() {
        assertThat(crowd(ALICE, 0)).isEqualTo(500);
        assertThat(take(1_000, BOB, NOW + 80_000, NOW + 70_000)).isInstanceOf(Verdict.Begin.class);
        for (int i = 0; i < 499; i++) {
            assertThat(take(2_000 + i, ALICE, NOW + 80_000, NOW + 70_000)).isInstanceOf(Verdict.Begin.class);
        }
    }

    @Test
    void whateverTheClockDoesNoRequestIsBegunTwice() {
        long seed = 28;
        Random random = new Random(seed);
        Set<Long> begun = new HashSet<>();
        long clock = NOW;
        for (int i = 0; i < 20_000; i++) {
            clock += random.nextInt(50) == 0 ? random.nextLong(-200_000, 200_000) : random.nextLong(200);
            long number = random.nextLong(2_000);
            long deadline = NOW + number * 1_000; // a request always has the same
            if (take(number, deadline, clock) instanceof Verdict.Begin) {
                assertThat(begun.add(number)).as("seed %s, step %s, request %s", seed, i, number).isTrue();
            }
        }
        assertThat(begun).hasSizeGreaterThan(100);
    }
}
