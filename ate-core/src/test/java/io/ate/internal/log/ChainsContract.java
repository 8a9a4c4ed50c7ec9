package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A log keeps any number of chains apart: each is found by what it is, and goes without a trace. */
interface ChainsContract extends LogUnderTest {
    @Test
    default void aNewLogIsEmpty() {
        try (RedoLog log = open()) {
            assertThat(log.chains()).isEmpty();
            assertThat(log.find(new ChainName("a/b"))).isEmpty();
            assertThat(log.end(1)).isZero();
            assertThat(log.read(1, 1)).isEmpty();
            assertThat(log.note(1, "head")).isNull();
            assertThat(Logs.kept(log, 1)).isEmpty();
            assertThat(log.starts()).isEqualTo(1);
            assertThat(Logs.items(log, 1, 0, Reading.WHOLE)).isEmpty();
        }
    }

    @Test
    default void aCreatedChainIsFoundWithItsGenesis() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "example.com/alice", random()).createdIn(log);
            StoredChain stored = new StoredChain(chain.number(), chain.name(), chain.genesis());
            assertThat(log.find(chain.name())).contains(stored);
            ChainSummary summary = new ChainSummary(chain.number(), chain.name(), chain.genesis().chainId(),
                    chain.genesis().record().subscribers(), chain.genesis().record().rules().named());
            assertThat(log.chains()).containsExactly(summary);
            assertThat(log.summary(chain.genesis().chainId())).contains(summary);
            assertThat(log.end(chain.number())).isZero();
        }
    }

    @Test
    default void summariesOfChainsFollowWhatIsDurable() {
        RedoLog log = open();
        SampleChain first = new SampleChain(log, "a", random()).createdIn(log);
        SampleChain second = new SampleChain(log, "b", random()).createdIn(log);
        assertThat(log.summary(first.genesis().chainId())).map(ChainSummary::number).contains(first.number());
        first.append(log, new LogEntry.Drop(first.number())).isDurable();
        assertThat(log.summary(first.genesis().chainId())).isEmpty();
        log.close();
        try (RedoLog again = reopen(log)) {
            assertThat(again.chains()).extracting(ChainSummary::name).containsExactly(second.name());
            assertThat(again.summary(second.genesis().chainId())).contains(again.chains().getFirst())
                    .get()
                    .returns(second.genesis().record().rules().named(), ChainSummary::named)
                    .returns(second.genesis().record().subscribers(), ChainSummary::subscribers);
            assertThat(again.summary(first.genesis().chainId())).isEmpty();
            assertThat(again.hasLostChains()).isFalse();
            // The very same genesis again, as after a drop by mistake: the same chain id, another number.
            long number = again.nextChainNumber();
            Answer answer = new Answer();
            again.append(first.shard(), 1,
                    LogBatch.of(new LogEntry.Create(number, first.name(), first.genesis())), answer);
            assertThat(answer.isDurable()).isTrue();
            assertThat(again.summary(first.genesis().chainId())).map(ChainSummary::number).contains(number);
        }
    }

    @Test
    default void aDroppedChainLeavesNothingAndItsNameIsFree() {
        RedoLog log = open();
        SampleChain other = new SampleChain(log, "b", random()).createdIn(log);
        LogEntry.Append kept = other.commit(1, RedoLog.LARGE_PAYLOAD);
        other.append(log, kept);
        SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
        chain.append(log, chain.commit(3, RedoLog.LARGE_PAYLOAD),
                new LogEntry.Note(chain.number(), "head", Slice.empty()),
                new LogEntry.Nodes(chain.number(), 8, 0, Hash.of(new byte[32])),
                new LogEntry.Keep(chain.number(), 1, Slice.empty()));
        // The last commit and the drop are in one group, if not in one batch.
        assertThat(chain.append(log, chain.commit(1, 10), new LogEntry.Drop(chain.number())).isDurable()).isTrue();
        assertGone(log, chain);
        SampleChain next = new SampleChain(log, "a", random());
        assertThat(next.number()).isNotEqualTo(chain.number());
        next.createdIn(log);
        LogEntry.Append fresh = next.commit(1, 10);
        assertThat(next.append(log, fresh).isDurable()).isTrue();
        log.close();
        try (RedoLog again = reopen(log)) {
            assertGone(again, chain);
            Logs.assertHolds(again, next, List.of(fresh));
            Logs.assertHolds(again, other, List.of(kept));
        }
    }

    @Test
    default void createAppendDropAndCreateAgainFitIntoOneBatch() {
        try (RedoLog log = open()) {
            SampleChain first = new SampleChain(log, "a", random());
            SampleChain second = new SampleChain(log, "a", random());
            LogEntry.Append commit = second.commit(2, 10);
            assertThat(first.append(log, first.create(), first.commit(1, RedoLog.LARGE_PAYLOAD),
                    new LogEntry.Drop(first.number()),
                    second.create(), commit).isDurable()).isTrue();
            assertGone(log, first);
            Logs.assertHolds(log, second, List.of(commit));
        }
    }

    @Test
    default void chainNumbersAreNeverGivenTwiceAlsoNotAfterReopening() {
        RedoLog log = open();
        List<Long> given = new ArrayList<>();
        for (int start = 1; start <= 3; start++) {
            assertThat(log.starts()).isEqualTo(start);
            for (int i = 0; i < 10; i++) {
                given.add(log.nextChainNumber());
            }
            log.close();
            log = reopen(log);
        }
        log.close();
        assertThat(given).doesNotHaveDuplicates().allMatch(number -> number > 0);
    }

    private static void assertGone(RedoLog log, SampleChain chain) {
        long number = chain.number();
        assertThat(log.chains()).noneMatch(each -> each.number() == number);
        assertThat(log.end(number)).isZero();
        assertThat(Logs.items(log, number, 0, Reading.WHOLE)).isEmpty();
        assertThat(log.read(number, 1)).isEmpty();
        assertThat(log.writer(number, chain.writer())).isEmpty();
        assertThat(log.note(number, "head")).isNull();
        assertThat(Logs.kept(log, number)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> log.tree(number));
    }
}
