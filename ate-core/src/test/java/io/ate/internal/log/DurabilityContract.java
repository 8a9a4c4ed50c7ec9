package io.ate.internal.log;

import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing is said to be durable that is not, nor shown before it is. */
interface DurabilityContract extends LogUnderTest {
    @Test
    default void whatWasAnsweredDurableIsThereAfterReopening() {
        RedoLog log = open();
        List<SampleChain> chains = new ArrayList<>();
        Map<Long, List<LogEntry.Append>> appended = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            chains.add(new SampleChain(log, "example.com/" + i, random()).createdIn(log));
        }
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            SampleChain chain = chains.get(random().nextInt(chains.size()));
            LogEntry.Append commit = chain.commit(1 + random().nextInt(4),
                    1 + random().nextInt(2 * RedoLog.LARGE_PAYLOAD));
            appended.computeIfAbsent(chain.number(), _ -> new ArrayList<>()).add(commit);
            answers.add(chain.append(log, commit));
        }
        assertThat(answers).allMatch(Answer::isDurable);
        log.close();
        try (RedoLog again = reopen(log)) {
            assertThat(again.chains()).hasSize(5);
            chains.forEach(chain -> Logs.assertHolds(again, chain, appended.getOrDefault(chain.number(), List.of())));
        }
    }

    @Test
    default void nothingIsVisibleBeforeItIsDurable() {
        Gate gate = new Gate();
        try (RedoLog log = open(gate)) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            SampleChain other = new SampleChain(log, "b", random());
            LogEntry.Append commit = chain.commit(2, 10);
            gate.hold();
            Answer answer = chain.append(log, commit, new LogEntry.Note(chain.number(), "head", Slice.empty()));
            Answer created = other.append(log, other.create());
            gate.awaitWrite();
            assertThat(log.end(chain.number())).isZero();
            assertThat(log.read(chain.number(), 1)).isEmpty();
            assertThat(log.note(chain.number(), "head")).isNull();
            assertThat(log.find(other.name())).isEmpty();
            assertThat(answer.hasCome()).isFalse();
            gate.letPass();
            assertThat(answer.isDurable() && created.isDurable()).isTrue();
            Logs.assertHolds(log, chain, List.of(commit));
            assertThat(log.note(chain.number(), "head")).isEqualTo(Slice.empty());
        }
    }

    @Test
    default void whoAsksIsToldOnceAllIsAnsweredThatWasAppendedBefore() {
        Gate gate = new Gate();
        RedoLog log = open(gate);
        SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
        gate.hold();
        Answer first = chain.append(log, chain.commit(1, 100));
        gate.awaitWrite();
        Answer second = chain.append(log, chain.commit(1, 100));
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        log.whenAnswered(() -> told.complete(first.hasCome() && second.hasCome() && log.end(chain.number()) == 2));
        assertThat(told).isNotDone();

        gate.letPass();
        assertThat(told).succeedsWithin(60, TimeUnit.SECONDS).isEqualTo(true);
        log.close();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        log.whenAnswered(() -> closed.complete(true));
        assertThat(closed).as("nobody waits for a log that is closed").isCompleted();
    }

    @Test
    default void whoAsksIsToldAlsoAfterAFailure() {
        Gate gate = new Gate();
        try (RedoLog log = open(gate)) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            gate.hold();
            gate.failAt(WriteFaults.Moment.BEFORE_WRITE);
            Answer failed = chain.append(log, chain.commit(1, 100));
            gate.awaitWrite();
            CompletableFuture<Boolean> told = new CompletableFuture<>();
            log.whenAnswered(() -> told.complete(failed.hasCome()));
            gate.letPass();
            assertThat(told).succeedsWithin(60, TimeUnit.SECONDS).isEqualTo(true);
        }
    }

    @ParameterizedTest
    @EnumSource(WriteFaults.Moment.class)
    default void afterAFailedWriteNobodyIsToldDurableAndReopeningDecides(WriteFaults.Moment moment) {
        Gate gate = new Gate();
        RedoLog log = open(gate);
        SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
        LogEntry.Append first = chain.commit(1, 100);
        assertThat(chain.append(log, first).isDurable()).isTrue();
        gate.hold();
        gate.failAt(moment);
        LogEntry.Append second = chain.commit(2, 100);
        List<Answer> answers = new ArrayList<>();
        answers.add(chain.append(log, second));
        gate.awaitWrite();
        answers.add(chain.append(log, chain.commit(1, 100)));
        gate.letPass();
        answers.forEach(answer -> assertThat(answer.isDurable()).isFalse());
        answers.add(chain.append(log, chain.commit(1, 100)));
        assertThat(answers).noneMatch(Answer::isDurable);
        assertThat(gate.writes()).as("nothing is written after a failure").isEqualTo(3);
        assertThat(log.end(chain.number())).as("what is unknown is not shown").isEqualTo(1);
        log.close();
        try (RedoLog again = reopen(log)) {
            Logs.assertHolds(again, chain, switch (moment) {
                case BEFORE_WRITE -> List.of(first);
                case AFTER_SYNC -> List.of(first, second);
            });
        }
    }
}
