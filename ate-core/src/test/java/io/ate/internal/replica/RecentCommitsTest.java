package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.replica.Replica.Applied;
import io.ate.internal.sequence.DurableCommit;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is recent is kept until the log has it, given without a gap, and let go of where it is too much. */
class RecentCommitsTest {
    /** Less than two commits weigh. */
    private static final long LITTLE = 1;
    private static final int LOOKS = 2_000_000;

    private final DrivenChain chain = DrivenChain.begin(Founding.ownedBy(Keys.of("alice")).centralized().genesis());
    private int length;

    @BeforeEach
    void aCommitOfThreeEvents() {
        Author author = chain.author(Keys.of("alice"));
        Change[] changes = {Change.store(new PrimaryKey(1, 1), "one"), Change.store(new PrimaryKey(1, 2), "two"),
            Change.store(new PrimaryKey(1, 3), "three")};
        assertThat(chain.admit(author.commit(changes)).reason()).isNull();
        length = chain.published().getFirst().record().statement().count();
    }

    private Applied at(long first) {
        DurableCommit commit = chain.published().getFirst();
        CommitRecord record = commit.record();
        return new Applied(
                new CommitRecord(first, record.time(), 0, record.statement(), record.statementBytes(), List.of()),
                commit.events(), commit.effects());
    }

    @Test
    void whatTheLogDoesNotHaveYetIsKept() {
        RecentCommits recent = new RecentCommits(LITTLE, 0);
        recent.add(at(1));
        recent.add(at(4));
        assertThat(recent.after(0, 6)).hasSize(2);
        assertThat(recent.after(3, 6)).as("from the middle of the chain").hasSize(1);
        assertThat(recent.after(4, 6)).as("from the middle of a commit").hasSize(1);
        assertThat(recent.after(0, 3)).as("as far as it is reached").hasSize(1);
        recent.durableUpTo(3);
        assertThat(recent.after(0, 6)).isEmpty();
        assertThat(recent.after(3, 6)).hasSize(1);
    }

    @Test
    void nothingIsMissingInBetweenWhateverIsLetGoMeanwhile() throws Exception {
        RecentCommits recent = new RecentCommits(LITTLE, Long.MAX_VALUE);
        AtomicLong reached = new AtomicLong();
        CountDownLatch looks = new CountDownLatch(LOOKS);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (looks.getCount() > 0) {
                looks.countDown();
                long end = reached.get();
                long next = Math.max(1, end - length + 1);
                for (Applied commit : recent.after(next - 1, end + 10_000)) {
                    assertThat(commit.record().first()).isLessThanOrEqualTo(next);
                    assertThat(commit.record().last()).isGreaterThanOrEqualTo(next);
                    next = commit.record().last() + 1;
                }
            }
        }, each -> Thread.ofPlatform().daemon().start(each));
        for (long first = 1; !reader.isDone(); first += length) {
            recent.add(at(first));
            reached.set(first + length - 1);
        }
        reader.get();
    }
}
