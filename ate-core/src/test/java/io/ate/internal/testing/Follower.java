package io.ate.internal.testing;

import io.ate.Reason;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.trust.Judge;
import io.ate.internal.trust.Verdict;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.view.Fold;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.View;
import io.ate.internal.view.WriterHistory;
import io.ate.internal.view.Writers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client that checks what a server streams and applies what is right. Confined to one thread. */
public final class Follower {
    private final View view;
    private final Writers writers;
    private final Judge judge;
    private final CommitCheck check;

    public Follower(SignedGenesis genesis) {
        view = ChainLoader.empty(genesis.record());
        writers = new Writers(genesis.chainId(), WriterHistory.EMPTY);
        judge = new Judge(genesis.record().trust(), Judge.Role.FOLLOWING, new Fold());
        check = new CommitCheck(genesis.chainId(), new Verifiers());
    }

    public View view() {
        return view;
    }

    /** Takes the next commit of the stream; tells why it is none of this chain, or null if it is. */
    public @Nullable Reason follow(Commit commit) {
        CheckedCommit checked = check.check(commit, id -> {
            KeyEntry entry = view.publicKey(id);
            return entry == null ? null : entry.keys();
        });
        long first = view.sequence() + 1;
        return switch (judge.judge(view, writers, checked, Set.of(), first)) {
            case Verdict.Admitted(var effects) -> {
                view.apply(effects);
                writers.admitted(commit.statement(), checked.hash(), first);
                yield null;
            }
            case Verdict.Repeated _ -> throw new AssertionError("who follows has nothing repeated");
            case Verdict.Refused refused -> refused.reason();
        };
    }
}
