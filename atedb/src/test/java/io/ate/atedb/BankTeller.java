package io.ate.atedb;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.KeyBundle;
import io.ate.Position;
import io.ate.PrimaryKey;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/**
 * A program that moves money between accounts until it is told to stop, and looks at every state of the bank that it
 * gets to see meanwhile. What is wrong ends it with a stack trace.
 */
final class BankTeller {
    static final int ACCOUNTS = 100;
    static final long EACH = 1_000;

    private static final long TOTAL = ACCOUNTS * EACH;

    private final Chain bank;
    private final SplittableRandom random;
    private volatile boolean stopping;
    /** The sequence up to which every state is looked at. */
    private volatile long last = Long.MAX_VALUE;

    record Account(long balance) {
        Account plus(long amount) {
            return new Account(balance + amount);
        }
    }

    private BankTeller(Chain bank, long seed) {
        this.bank = bank;
        this.random = new SplittableRandom(seed);
    }

    /** @param arguments the chain's address, the file with its owner's key, and a seed */
    static void main(String[] arguments) throws Exception {
        AteConfig patient = AteConfig.builder().deadline(Duration.ofMinutes(5)).build();
        try (KeyBundle owner = KeyBundle.load(Path.of(arguments[1]));
                AteClient client = AteClient.create(arguments[0], patient,
                        ClientConfig.defaults().owners(Set.of(owner.publicKeys())));
                Chain bank = client.openExisting(arguments[0], Session.of(owner))) {
            new BankTeller(bank, Long.parseLong(arguments[2])).work();
        }
    }

    private void work() throws Exception {
        Thread.ofPlatform().daemon().start(this::awaitStop);
        CompletableFuture<Long> looks = CompletableFuture.supplyAsync(this::look);
        CompletableFuture<Long> states = CompletableFuture.supplyAsync(this::follow);
        List<DaoRef<Account>> accounts = bank.commit(dio -> dio.roots(Account.class).map(Dao::ref).toList());
        IO.println("working");
        long transfers = 0;
        while (!stopping && !looks.isCompletedExceptionally() && !states.isCompletedExceptionally()) {
            transfer(accounts.get(random.nextInt(ACCOUNTS)), accounts.get(random.nextInt(ACCOUNTS)));
            transfers++;
        }
        stopping = true;
        long looked = looks.join();
        last = bank.sync();
        demandExact(total());
        long followed = states.join();
        IO.println("made " + transfers + " transfers, saw " + looked + " states, and followed " + followed);
    }

    /** A line has it stop, and the end of what started it ends it. */
    private void awaitStop() {
        try {
            while (System.in.read() >= 0) {
                stopping = true;
            }
        } catch (IOException _) {
            // as good as an end
        }
        Runtime.getRuntime().halt(ExitCode.FAILED.code());
    }

    private void transfer(DaoRef<Account> from, DaoRef<Account> to) {
        long amount = random.nextLong(1, 100);
        if (!from.equals(to)) {
            bank.run(dio -> {
                dio.load(from).update(account -> account.plus(-amount));
                dio.load(to).update(account -> account.plus(amount));
            });
        }
    }

    /** Adds up again and again all that one unit of work sees, this program's own unanswered transfers included. */
    private long look() {
        long looked = 0;
        while (!stopping) {
            demandExact(total());
            looked++;
        }
        return looked;
    }

    private long total() {
        return bank.commit(dio -> dio.roots(Account.class).mapToLong(each -> each.value().balance()).sum());
    }

    /**
     * Adds up after every commit of the chain, in its order and up to the last one: the accounts' making, then
     * transfers of two accounts. Gives how often.
     */
    private long follow() {
        Map<PrimaryKey, Long> balances = new HashMap<>();
        long events = 0;
        long followed = 0;
        try (Changes changes = bank.changes(Position.START)) {
            while (events < last) { // each event stores one value, so that their number is the sequence
                Optional<Change<JsonNode>> change = changes.poll(Duration.ofMillis(100));
                if (change.isPresent() && change.get() instanceof Change.Stored<JsonNode> stored) {
                    balances.put(stored.ref().key(), stored.value().get("balance").longValue());
                    events++;
                    if (events >= ACCOUNTS && (events - ACCOUNTS) % 2 == 0) {
                        demandExact(balances.values().stream().mapToLong(Long::longValue).sum());
                        followed++;
                    }
                }
            }
            return followed;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void demandExact(long total) {
        if (total != TOTAL) {
            throw new AssertionError("the bank holds " + total + " instead of " + TOTAL);
        }
    }
}
