package io.ate.internal.trust;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.KeyRing;
import io.ate.internal.trust.CheckedCommit.Fault;
import io.ate.internal.wire.MalformedException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be judged by place and rights: the events of a commit, or one of them alone. Immutable.
 *
 * @param rings the decoded rings of the events, in order, null where there is none
 * @param published the keys that its events publish, by id
 * @param acting the keys that it acts under
 * @param signing those of them whose signatures stand on the commit and hold
 * @param fault the first check that failed, or null
 */
record Matter(List<Event> events, List<@Nullable KeyRing> rings, Map<KeyId, CheckedCommit.Publication> published,
        Set<KeyId> acting, Set<KeyId> signing, @Nullable Fault fault) {

    /** All of a commit. */
    static Matter of(CheckedCommit checked) {
        return new Matter(checked.commit().events(), checked.rings(), checked.published(),
                Set.copyOf(checked.commit().statement().keys()), checked.signing(), checked.fault());
    }

    /** One event of a commit, whose author is among those who acted. */
    static Matter of(ChainId chain, Event event, Set<KeyId> signing) throws MalformedException {
        Set<KeyId> acting = new HashSet<>(signing);
        acting.add(event.facts().author());
        return new Matter(List.of(event), Collections.singletonList(CommitCheck.ringOf(event)), Map.of(), acting,
                signing,
                CommitCheck.wrongDerivedKey(chain, List.of(event)));
    }
}
