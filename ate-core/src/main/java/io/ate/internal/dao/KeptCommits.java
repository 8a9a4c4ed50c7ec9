package io.ate.internal.dao;

import io.ate.AteException;
import io.ate.CommitId;
import io.ate.Outbox;
import io.ate.Type;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.replica.KeptCommit;
import io.ate.internal.replica.OutboxLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What lies in a chain's outbox, as one session may see it. Thread-safe. */
public final class KeptCommits implements Outbox {
    private final OpenChain chain;
    private final SessionLease session;

    /** @param session stays the caller's */
    public KeptCommits(OpenChain chain, SessionLease session) {
        this.chain = chain;
        this.session = session;
    }

    private Optional<OutboxLog> outbox() {
        chain.demandOpen();
        return chain.replica().outbox();
    }

    @Override
    public List<Kept> commits() {
        return outbox().map(this::commits).orElse(List.of());
    }

    private List<Kept> commits(OutboxLog outbox) {
        Set<Long> held = held(outbox);
        List<Kept> commits = new ArrayList<>();
        for (KeptCommit each : outbox.commits()) {
            commits.add(new Kept(each.id(), Instant.ofEpochMilli(each.commit().events().getFirst().facts().time()),
                    each.commit().statement().keys(), state(each, held),
                    Optional.ofNullable(each.refusal()).map(KeptCommit.Refusal::told), writes(each)));
        }
        return commits;
    }

    private static Set<Long> held(OutboxLog outbox) {
        Set<Long> held = new HashSet<>();
        outbox.former().forEach(each -> held.add(each.place()));
        return held;
    }

    private static State state(KeptCommit commit, Set<Long> held) {
        return !commit.isWaiting() ? State.REFUSED
                : held.contains(commit.place()) ? State.WAITING_FOR_KEYS
                : State.SENDING;
    }

    private List<Write> writes(KeptCommit commit) {
        Optional<HeldKeys> owner = session.keys()
                .held()
                .stream()
                .filter(each -> each.id().equals(commit.id().key()) && !each.isClosed())
                .findFirst();
        KeptDraft made = owner.map(each -> opened(commit, each)).orElse(null);
        return made == null ? List.of()
                : commit.commit()
                        .events()
                        .stream()
                        .map(each -> each.facts())
                        .filter(each -> each.kind() != Kind.KEY)
                        .map(each -> write(each, made))
                        .toList();
    }

    private @Nullable KeptDraft opened(KeptCommit commit, HeldKeys owner) {
        try {
            return Restoring.opened(chain, commit, owner, session.keys());
        } catch (AteException _) { // the list tells what it is, as far as that can be told
            return null;
        }
    }

    private Write write(Facts facts, KeptDraft made) {
        Touched touched = made.touched().get(facts.key());
        Plaintext value = touched == null ? null : touched.value();
        return new Write(facts.key(), touched == null ? facts.type() : touched.entry().type(),
                facts.kind() == Kind.DELETE, Optional.ofNullable(value).map(this::tree));
    }

    private JsonNode tree(Plaintext value) {
        return chain.values().decode(Type.tree(), value);
    }

    @Override
    public List<String> damage() {
        return outbox().map(OutboxLog::damage).orElse(List.of());
    }

    @Override
    public boolean discard(CommitId commit) {
        Objects.requireNonNull(commit, "commit");
        OutboxLog outbox = outbox().orElse(null);
        KeptCommit found = outbox == null ? null
                : outbox.commits().stream().filter(each -> each.id().equals(commit)).findFirst().orElse(null);
        if (outbox == null || found == null) {
            return false;
        }
        if (!outbox.discard(found.place())) {
            throw new IllegalStateException("commit " + commit + " is on its way: it is stored, or refused, and then "
                    + "it can be discarded");
        }
        chain.resumeKept();
        return true;
    }
}
