package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.CorruptionException;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.UntrustedServerException;
import io.ate.internal.event.Event;
import io.ate.internal.protocol.Load;
import io.ate.internal.protocol.Loaded;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Keys;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Payloads that are fetched when they are wanted. */
final class SparedTest {
    private static final int CHANNEL = 7;

    private final BlockingQueue<Load> loads = new LinkedBlockingQueue<>();
    private final Conversation conversation = new Conversation(new Line() {
        @Override
        public Hash transcript() {
            return Hash.at(new byte[Hash.BYTES], 0);
        }

        @Override
        public PublicKeys identity() {
            return Keys.of("server").publicKeys();
        }

        @Override
        public void send(List<ToServer> messages) {
            messages.forEach(each -> loads.add((Load) each));
        }

        @Override
        public void close(String why) {
            // there is nothing behind it
        }
    });
    private final Spared spared = new Spared("example.com/chain", () -> {
    }, Absence.never());

    private static Event event(int number) {
        return Change.store(object(number), "value " + number).by(Keys.of("alice").id());
    }

    private static Slice encoded(Event event) {
        WireWriter out = new WireWriter(event.encodedLength());
        event.write(out);
        return out.toSlice();
    }

    private CompletableFuture<Event> fetch(int number) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return spared.fetch(number, event(number).withoutPayload(), Deadline.in(Duration.ofMinutes(1)));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }, Thread::startVirtualThread);
    }

    private Load asked() throws InterruptedException {
        Load load = loads.poll(1, TimeUnit.MINUTES);
        assertThat(load).isNotNull();
        return load;
    }

    private void answer(Load load, int count) {
        List<Slice> events = new ArrayList<>();
        load.sequences().subList(0, count).forEach(each -> events.add(encoded(event(Math.toIntExact(each)))));
        spared.loaded(new Loaded(CHANNEL, load.request(), events));
    }

    private static Event get(CompletableFuture<Event> value) throws Exception {
        return value.get(1, TimeUnit.MINUTES);
    }

    private static Throwable failure(CompletableFuture<Event> value) throws InterruptedException, TimeoutException {
        return value.handle((_, cause) -> cause.getCause()).orTimeout(1, TimeUnit.MINUTES).join();
    }

    @Test
    void whatIsWantedIsAskedForAndComesWhole() throws Exception {
        spared.admitted(conversation, CHANNEL);
        CompletableFuture<Event> value = fetch(3);
        Load load = asked();
        assertThat(load.sequences()).containsExactly(3L);
        answer(load, 1);
        assertThat(get(value).payload()).isEqualTo(event(3).payload());
        assertThat(spared.isAwaited()).isFalse();
    }

    @Test
    void whatTheServerLeavesForLaterIsAskedForAgain() throws Exception {
        CompletableFuture<Event> first = fetch(1);
        CompletableFuture<Event> second = fetch(2);
        awaitWanted(2);
        spared.admitted(conversation, CHANNEL);
        Load both = asked();
        assertThat(both.sequences()).containsExactly(1L, 2L);
        answer(both, 1);
        assertThat(get(first).payload()).isEqualTo(event(1).payload());
        Load rest = asked();
        assertThat(rest.sequences()).containsExactly(2L);
        answer(rest, 1);
        assertThat(get(second).payload()).isEqualTo(event(2).payload());
    }

    /** Has what is wanted show itself on a connection that breaks before it is answered. */
    private void awaitWanted(int count) throws InterruptedException {
        spared.admitted(conversation, CHANNEL);
        for (int seen = 0; seen < count;) {
            seen += asked().sequences().size();
        }
        spared.disconnected();
    }

    @Test
    void whatWasAskedForOnABrokenConnectionIsAskedForOnTheNext() throws Exception {
        spared.admitted(conversation, CHANNEL);
        CompletableFuture<Event> value = fetch(5);
        Load lost = asked();
        spared.disconnected();
        spared.admitted(conversation, CHANNEL);
        Load again = asked();
        assertThat(again.request()).isNotEqualTo(lost.request());
        assertThat(value).isNotDone();
        answer(again, 1);
        assertThat(get(value).payload()).isEqualTo(event(5).payload());
    }

    @Test
    void anotherPayloadThanTheOneInTheChainIsTheServersFault() throws Exception {
        spared.admitted(conversation, CHANNEL);
        CompletableFuture<Event> value = fetch(1);
        Load load = asked();
        assertThatExceptionOfType(UntrustedServerException.class)
                .isThrownBy(() -> spared
                        .loaded(new Loaded(CHANNEL, load.request(), List.of(encoded(event(2))))))
                .withMessageContaining("another payload for sequence 1");
        UntrustedServerException cause = new UntrustedServerException("it lied");
        spared.end(cause);
        assertThat(failure(value)).isInstanceOf(UntrustedServerException.class).hasMessage("it lied").hasCause(cause);
    }

    @Test
    void whatIsNoEventIsTheServersFault() throws Exception {
        spared.admitted(conversation, CHANNEL);
        CompletableFuture<Event> value = fetch(1);
        Load load = asked();
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(
                () -> spared.loaded(new Loaded(CHANNEL, load.request(), List.of(Slice.of(new byte[40])))));
        assertThat(value).isNotDone();
        spared.end(new UntrustedServerException("it lied"));
    }

    @Test
    void moreThanWasAskedForIsTheServersFault() throws Exception {
        spared.admitted(conversation, CHANNEL);
        CompletableFuture<Event> value = fetch(1);
        Load load = asked();
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> spared
                .loaded(new Loaded(CHANNEL, load.request(), List.of(encoded(event(1)), encoded(event(2))))));
        assertThat(value).isNotDone();
        spared.end(new UntrustedServerException("it lied"));
    }

    @Test
    void nothingOfWhatWasAskedForIsTheServersFault() throws Exception {
        spared.admitted(conversation, CHANNEL);
        CompletableFuture<Event> value = fetch(1);
        Load load = asked();
        assertThatExceptionOfType(UntrustedServerException.class)
                .isThrownBy(() -> spared.loaded(new Loaded(CHANNEL, load.request(), List.of())))
                .withMessageContaining("none of the events");
        assertThat(value).isNotDone();
        spared.end(new UntrustedServerException("it lied"));
    }

    @Test
    void whatTheServerHasLostIsCorruptAndTheRestIsNot() throws Exception {
        CompletableFuture<Event> first = fetch(1);
        CompletableFuture<Event> second = fetch(2);
        awaitWanted(2);
        spared.admitted(conversation, CHANNEL);
        Load both = asked();
        assertThat(spared.rejected(new Rejected(CHANNEL, both.request(), Reason.DAMAGED, null, "sequence 1: gone")))
                .isTrue();
        assertThat(failure(first)).isInstanceOf(CorruptionException.class).hasMessageContaining("sequence 1: gone");
        answer(asked(), 1);
        assertThat(get(second).payload()).isEqualTo(event(2).payload());
    }

    @Test
    void aRefusalOfSomethingElseIsLeftToOthers() {
        assertThat(spared.rejected(new Rejected(CHANNEL, 9, Reason.CONFLICT, null, "no"))).isFalse();
    }

    @Test
    void whoWaitsNoLongerIsNotAskedFor() {
        assertThatExceptionOfType(ChainUnavailableException.class)
                .isThrownBy(() -> spared.fetch(1, event(1).withoutPayload(), Deadline.in(Duration.ZERO)));
        assertThat(spared.isAwaited()).isFalse();
        spared.admitted(conversation, CHANNEL);
        assertThat(loads).isEmpty();
    }
}
