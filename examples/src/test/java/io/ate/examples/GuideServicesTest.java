package io.ate.examples;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.DurableCall;
import io.ate.PrimaryKey;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.Service;
import io.ate.ServiceException;
import io.ate.ServiceUnavailableException;
import io.ate.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the guide says of services. */
class GuideServicesTest {
    // guide: services
    record Ping(String text) {}

    record Pong(String text) {}

    static final Service<Ping, Pong> PING = Service.of("ping", Ping.class, Pong.class);
    static final Service.Streaming<Ping, Pong> ECHO = Service.streaming("echo", Ping.class, Pong.class);
    // end

    record Account(int cents) {
        Account less(int some) {
            return new Account(cents - some);
        }
    }

    record Payment(int cents) {}

    record Receipt(int left) {}

    static final Service<Payment, Receipt> PAY = Service.of("pay", Payment.class, Receipt.class);

    @Test
    void aServiceIsServedAndCalled() {
        try (Chain chain = Chain.temporary()) {
            // guide: serve
            try (Registration _ = chain.serve(PING, ping -> new Pong(ping.text() + "!"))) { // in one program
                Pong pong = chain.invoke(PING, new Ping("hi")); // in this or another one
                IO.println(pong.text());
            }
            // end
        }
    }

    @Test
    void aStreamIsReadItemByItem() {
        List<String> read = new CopyOnWriteArrayList<>();
        try (Chain chain = Chain.temporary()) {
            // guide: serve a stream
            Registration echo = chain.serve(ECHO, ping -> Stream.generate(() -> new Pong(ping.text()))); // has no end
            // end
            // guide: streaming
            try (Stream<Pong> pongs = chain.invoke(ECHO, new Ping("hi"))) { // closing it ends the work at the other end
                pongs.limit(3).forEach(pong -> read.add(pong.text()));
            }
            // end
            echo.close();
        }
        assertThat(read).containsExactly("hi", "hi", "hi");
    }

    @Test
    void whatGoesWrongSaysWhetherTheRequestMayHaveBeenExecuted() {
        try (Chain chain = Chain.temporary()) {
            // guide: unavailable
            try {
                chain.within(Duration.ofSeconds(5)).invoke(PING, new Ping("hi"));
            } catch (ServiceException e) {
                IO.println("its handler failed: " + e.getMessage());
            } catch (ServiceUnavailableException e) {
                IO.println(e.mayHaveRun() ? "nobody knows whether it was executed" : "it was not executed");
            }
            // end
        }
    }

    @Test
    void aRequestOutlivesWhoServesAndWhoAsks() {
        try (Chain chain = Chain.temporary()) {
            DaoRef<Account> account = chain.store(new Account(1_000));
            try (Registration _ = chain.serve(PING, ping -> new Pong(ping.text() + "!"))) {
                // guide: durably
                Pong pong = chain.invokeDurably(PING, new Ping("hi"));
                // end
                assertThat(pong).isEqualTo(new Pong("hi!"));
            }
            // guide: commit handler
            Registration till = chain.serve(PAY, (dio, payment, call) -> {
                Account left = dio.load(account).update(before -> before.less(payment.cents()));
                return new Receipt(left.cents());
            });
            // end
            // guide: submit
            PrimaryKey id = chain.submit(PAY, new Payment(300)).id(); // stored when this returns

            DurableCall<Receipt> call = chain.submitted(PAY, id); // in another program, another day
            Receipt receipt = call.await();
            call.forget();
            // end
            till.close();
            assertThat(receipt).isEqualTo(new Receipt(700));
            assertThat(chain.get(account)).isEqualTo(new Account(700));
        }
    }

    @Test
    void whoMayCallAndWhoMayServeIsSaidByRules() {
        try (Chain chain = Chain.temporary()) {
            var alice = chain.session().keys().getFirst().publicKeys();
            // guide: service rules
            chain.store(PING.in(chain), PING.description(), Rules.inherit().readableBy(alice).writableBy(alice));
            // end
            assertThat(chain.find(PING.in(chain))).contains(PING.description());
            assertThat(chain.session()).isNotEqualTo(Session.none());
        }
    }
}
