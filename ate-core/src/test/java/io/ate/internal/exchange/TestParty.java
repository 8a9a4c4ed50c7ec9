package io.ate.internal.exchange;

import io.ate.KeyId;
import io.ate.internal.protocol.ToClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A party that keeps what it is told. Confined to one thread. */
final class TestParty implements Party {
    final List<ToClient> told = new ArrayList<>();
    Set<KeyId> proven;
    boolean takesMore = true;
    /** What is kept on its account. */
    long kept;

    TestParty(KeyId... proven) {
        this.proven = Set.of(proven);
    }

    @Override
    public Set<KeyId> proven() {
        return proven;
    }

    @Override
    public int channel() {
        return 1;
    }

    @Override
    public boolean takes(int bytes) {
        return takesMore;
    }

    @Override
    public void keep(int difference) {
        kept += difference;
    }

    @Override
    public void tell(long after, ToClient message, int bytes) {
        told.add(message);
    }

    /** What it was told since it was asked last. */
    List<ToClient> news() {
        List<ToClient> news = List.copyOf(told);
        told.clear();
        return news;
    }

    /** The one message of that kind that it was told since it was asked last. */
    <M extends ToClient> M only(Class<M> kind) {
        List<ToClient> news = news();
        if (news.size() != 1) {
            throw new AssertionError("told " + news);
        }
        return kind.cast(news.getFirst());
    }
}
