package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.Reason;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedHead;
import io.ate.internal.event.WriterId;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Load;
import io.ate.internal.protocol.LoadObjects;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Position;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ServiceRequest;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.sequence.DurableCommit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's standing request for one chain on one connection: a cursor over log and tail, moved on as far as the
 * client gives credit and the socket takes. It holds nothing between two sends but the next sequence, so a client that
 * stops reading costs nothing and holds nobody up. Confined to the connection, but for what the chain asks its
 * followers.
 */
final class Subscription implements Follower {
    /** About so many bytes go into one message, and are read from the log at a time. */
    private static final long CHUNK = 192 * 1024;
    /** So many requests for events by their sequences wait on one channel at a time. */
    static final int LOADS = 16;

    private final int channel;
    private final HostedChain chain;
    private final Runnable wake;
    private final Open open;
    private final ProvenKeys proven;
    private final ServiceMail mail;
    private final Excerpts excerpts;
    private boolean admitting;
    private boolean admitted;
    private boolean live;
    private boolean reading;
    /** Begins to read what the client asks for, by sequence or by key, and has not got. */
    private final Deque<Consumer<Channels>> loads = new ArrayDeque<>();
    private @Nullable Gathered gathered;
    private boolean ended;
    /** The last sequence that was sent; written by the connection alone. */
    private volatile long position;
    private long headSent = -1;
    /** Whether the client may miss commits, so that it has to be told which ones of their writers are the last. */
    private boolean owesWriters;
    private @Nullable WriterId writersTold;
    private long credit;
    private long lossesSeen = -1;
    private int unanswered;
    private @Nullable Runnable farewell;

    /** What was gathered by key, as it is at that sequence. */
    private record Gathered(ToClient answer, long bytes, long sequence) {}

    /**
     * @param open the request that it began with
     * @param excerpts reads what its client is to be sent
     * @param mail what its client is to be told in matters of services
     * @param connection runs tasks on the connection's executor, after which it sends what there is
     */
    Subscription(Open open, HostedChain chain, Excerpts excerpts, ProvenKeys proven, ServiceMail mail,
            Executor connection) {
        this.channel = open.channel();
        this.chain = chain;
        this.proven = proven;
        this.mail = mail;
        this.excerpts = excerpts;
        this.wake = () -> connection.execute(() -> {
        });
        this.open = open;
    }

    int channel() {
        return channel;
    }

    HostedChain chain() {
        return chain;
    }

    /** The keys that its client has proven for the chain. */
    ProvenKeys keys() {
        return proven;
    }

    Set<KeyId> proven() {
        return proven.ids();
    }

    /** Why it has to end, since its client does not take what it is told of services; null if it has not. */
    @Nullable
    String mailLoss() {
        return mail.loss();
    }

    Open open() {
        return open;
    }

    /** Tells whether admission is to begin now, which it does once. */
    boolean beginAdmission() {
        boolean begins = !admitting;
        admitting = true;
        return begins;
    }

    /** The keys that admission was asked for have been taken back meanwhile: it begins anew with others. */
    void abandonAdmission() {
        admitting = false;
    }

    boolean isAdmitted() {
        return admitted;
    }

    /** Begins to send what follows on {@code from}; {@code head} has been sent. */
    void admit(long from, SignedHead head, long firstCredit) {
        admitted = true;
        position = from;
        headSent = head.root().size();
        owesWriters = cleanPoint() > 0 && from <= cleanPoint();
        credit += firstCredit;
        chain.followers().add(this);
    }

    /** Tells whether keys have lost their rights since this was asked last, so that who may read is asked again. */
    private boolean namesLost() {
        long now = chain.namesLost();
        boolean lost = now != lossesSeen;
        lossesSeen = now;
        return lost;
    }

    void credit(long bytes) {
        credit += bytes;
    }

    void end() {
        ended = true;
        mail.end();
        chain.exchange().left(mail);
        chain.followers().remove(this);
    }

    /** A commit came over it. */
    void commitBegins() {
        unanswered++;
    }

    /** A commit that came over it is answered. */
    void commitEnds() {
        unanswered--;
        if (farewell != null && unanswered == 0) {
            farewell.run();
        }
    }

    /** Has {@code last} run once all commits that came over it are answered; it has ended, and no more come. */
    void whenAnswered(Runnable last) {
        if (unanswered == 0) {
            last.run();
        } else {
            farewell = last;
        }
    }

    boolean isEnded() {
        return ended;
    }

    @Override
    public void wake() {
        wake.run();
    }

    @Override
    public long reached() {
        return isFollowing() ? position : Long.MAX_VALUE;
    }

    /** Tells whether the client wants the history, and all that comes. */
    private boolean isFollowing() {
        return switch (open.position()) {
            case Position.At _ -> true;
            case Position.Head _ -> false;
        };
    }

    /**
     * The client asks for events by their sequences; they go as credit and socket allow, before what follows in the
     * stream. False if too many such requests wait already.
     */
    boolean load(Load wanted) {
        return loads.size() < LOADS && loads.add(channels -> readLoaded(wanted, channels));
    }

    /** The client asks for objects by their keys; the same holds of that. */
    boolean load(LoadObjects wanted) {
        return loads.size() < LOADS && loads.add(channels -> gather(wanted, channels));
    }

    /** Takes what its client says in matters of services. */
    void say(ServiceRequest message) {
        chain.exchange().receive(mail, message);
    }

    /** Sends what there is, as far as credit and socket go; reads of the log go through {@code channels}. */
    void pump(Outlet out, Channels channels) {
        pumpEvents(out, channels);
        if (admitted && !ended && mail.send(out, position) && out.isWritable()) {
            wake.run(); // there is more of it, after what other channels have
        }
    }

    private void pumpEvents(Outlet out, Channels channels) {
        sendGathered(out, channels);
        while (admitted && !ended && !reading && credit > 0 && out.isWritable()) {
            mail.send(out, position);
            long visible = chain.visible();
            // Asked after visible was read: no event behind a revocation leaves before the revocation is seen.
            if (namesLost() && !Channels.mayRead(this)) {
                channels.revoke(this);
                return;
            }
            if (!loads.isEmpty()) {
                loads.remove().accept(channels);
                return;
            }
            if (!isFollowing()) {
                return;
            }
            if (owesWriters && position >= cleanPoint()) {
                readWriters(channels);
                return;
            }
            if (position == visible) {
                sendHeadInPlace(out);
                if (!live && hasWhatSuperseded()) {
                    live = true;
                    out.send(new Live(channel, position));
                }
                return;
            }
            long most = Math.min(CHUNK, credit);
            List<DurableCommit> recent = chain.tail().after(position, most);
            if (recent.isEmpty()) {
                readLog(channels, nextStop(visible), most);
                return;
            }
            sendRecent(out, recent, nextStop(visible), most);
            sendHeadInPlace(out);
        }
    }

    /**
     * Tells whether the client has what superseded the values that are gone. A pass may have seen that before it is
     * shown, which is about to happen; who was told that he has all would take the server for a liar.
     */
    private boolean hasWhatSuperseded() {
        return position >= cleanPoint();
    }

    /** What was asked for by sequence has been read from the log, or is not to be had. */
    void loaded(ToClient answer, long bytes, Outlet out) {
        reading = false;
        if (!ended) {
            out.send(answer);
            credit -= bytes;
        }
    }

    /** What was asked for by key is here; it is as the chain is at that sequence. */
    void gathered(ToClient answer, long bytes, long sequence) {
        gathered = new Gathered(answer, bytes, sequence);
    }

    /** What was gathered is shown to nobody who has lost the right to see it up to there. */
    private void sendGathered(Outlet out, Channels channels) {
        Gathered ready = gathered;
        if (ready == null || ended || ready.sequence > chain.visible()) {
            return;
        }
        gathered = null;
        reading = false;
        if (namesLost() && !Channels.mayRead(this)) {
            channels.revoke(this);
            return;
        }
        out.send(ready.answer);
        credit -= ready.bytes;
    }

    private void gather(LoadObjects wanted, Channels channels) {
        reading = true;
        channels.gather(this, () -> {
            try {
                LoadedObjects answer = new Evidence(chain, channels.environment().log()).of(wanted);
                long bytes = answer.events().stream().mapToLong(each -> each.event().length()).sum();
                channels.deliver(this, answer, bytes, answer.head().root().size());
            } catch (TooMuchException e) {
                channels.deliver(this, new Rejected(channel, wanted.request(), Reason.UNSUPPORTED, null,
                        String.valueOf(e.getMessage())), 0);
            } catch (RuntimeException e) { // the history may be had all the same
                channels.deliver(this, new Rejected(channel, wanted.request(), Errands.reasonOf(e), null,
                        String.valueOf(e.getMessage())), 0);
            }
        });
    }

    private long cleanPoint() {
        return chain.compaction().cleanPoint().sequence();
    }

    /** A range read from the log has come. */
    void read(Events range, long bytes, Outlet out) {
        reading = false;
        if (!ended && isTrueStill(range)) {
            out.send(range);
            position = range.to();
            credit -= bytes;
            sendHeadInPlace(out);
        }
    }

    /**
     * Looks what of a range concerns those who miss commits. A table of last commits is not told where others may have
     * gone meanwhile: then it comes behind those.
     */
    private boolean isTrueStill(Events range) {
        for (Events.Item item : range.items()) {
            switch (item) {
                case Events.Gone _,Events.Stripped _ -> {
                    owesWriters = true;
                    writersTold = null;
                }
                case Events.LastCommits commits -> {
                    if (position < cleanPoint()) {
                        writersTold = null;
                        return false;
                    }
                    owesWriters = !commits.areAll();
                    writersTold = commits.rows().isEmpty() ? writersTold : commits.rows().getLast().writer();
                }
                default -> {
                    // says nothing of that
                }
            }
        }
        return true;
    }

    /** Ranges end where the client has to be told something in its place. */
    private long nextStop(long visible) {
        long clean = cleanPoint();
        return Math.min(visible, Math.min(nextHead(visible), owesWriters && clean > position ? clean : visible));
    }

    /** Ranges end where a signed head stands, so that the client meets it in its place. */
    private long nextHead(long otherwise) {
        SignedHead head = chain.head();
        return head != null && head.root().size() > position ? Math.min(head.root().size(), otherwise) : otherwise;
    }

    private void sendHeadInPlace(Outlet out) {
        SignedHead head = chain.head();
        if (head != null && head.root().size() == position && headSent < position) {
            headSent = position;
            out.send(new Events(channel, position, position, List.of(new Events.HeadItem(head))));
        }
    }

    private void sendRecent(Outlet out, List<DurableCommit> recent, long upTo, long most) {
        List<Events.Item> items = new ArrayList<>();
        long from = position;
        long at = from;
        long bytes = 0;
        for (DurableCommit commit : recent) {
            long first = commit.record().first();
            if (first > upTo || bytes >= most) {
                break;
            }
            if (commit.source() instanceof CommitSource source && source.isOf(this) && first == at + 1) {
                items.add(new Events.Own(source.request(), first, commit.record().time(), commit.record().previous()));
                at = commit.record().last();
                bytes += 32;
                continue;
            }
            if (first == at + 1) {
                items.add(new Events.RecordItem(commit.recordBytes()));
                bytes += commit.recordBytes().length();
            }
            boolean begun = false;
            for (Event event : commit.events().subList((int) (at + 1 - first), commit.events().size())) {
                if (begun && bytes >= most) {
                    break;
                }
                begun = true; // a record never goes without an event, or it would go again and again
                items.add(excerpts.item(event));
                bytes += excerpts.length(event);
                at++;
            }
        }
        position = at;
        credit -= bytes;
        out.send(new Events(channel, from, at, items));
    }

    private void readLog(Channels channels, long upTo, long most) {
        reading = true;
        long from = position;
        channels.read(this, () -> {
            Excerpts.Excerpt<Events> range = excerpts.range(from, upTo, most);
            channels.deliver(this, range.message(), range.bytes());
        });
    }

    private void readWriters(Channels channels) {
        reading = true;
        long at = position;
        WriterId after = writersTold;
        channels.read(this, () -> {
            Events.LastCommits commits = excerpts.lastCommits(at, after);
            channels.deliver(this, new Events(channel, at, at, List.of(commits)), commits.weight());
        });
    }

    private void readLoaded(Load wanted, Channels channels) {
        reading = true;
        long most = Math.min(CHUNK, credit);
        channels.read(this, () -> {
            Excerpts.Excerpt<ToClient> loaded = excerpts.loaded(wanted, most);
            channels.deliver(this, loaded.message(), loaded.bytes());
        });
    }
}
