package io.ate.atedb;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.KeyBundle;
import io.ate.Session;
import io.ate.atedb.BankTeller.Account;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.network.ChildJvm;
import io.ate.network.CuttingProxy;
import io.ate.network.LastingPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that move money between accounts, over connections that are cut, at a server that is killed: none comes into
 * being, and none is lost. {@code -Date.bank.seconds=60} has them work for a minute.
 */
class BankTest {
    private static final int TELLERS = 8;
    private static final long SECONDS = Long.getLong("ate.bank.seconds", 8);

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theTotalIsExactInEveryViewAtEverySequence() throws Exception {
        Path key = folder.resolve("owner.key");
        List<Process> tellers = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(17);
        ChildProgram server = server(LastingPort.any());
        try (KeyBundle owner = KeyBundle.generate()) {
            owner.save(key);
            String address = server.line();
            int port = Integer.parseInt(address.replaceFirst(".*:(\\d+)/.*", "$1"));
            try (AteClient client = AteClient.create(address);
                    Chain bank = client.open("bank", Session.of(owner));
                    CuttingProxy proxy = new CuttingProxy(port)) {
                bank.run(dio -> IntStream.range(0, BankTeller.ACCOUNTS)
                        .forEach(_ -> dio.store(new Account(BankTeller.EACH))));
                String there = proxy.of(address).replace("#", "/bank#");
                for (int i = 0; i < TELLERS; i++) {
                    tellers.add(teller(there, key, i));
                }
                List<BufferedReader> said = tellers.stream().map(Process::inputReader).toList();
                for (BufferedReader each : said) {
                    assertThat(each.readLine()).isEqualTo("working");
                }
                server = disturb(proxy, server, port, random);
                for (Process each : tellers) {
                    each.outputWriter().write("stop\n");
                    each.outputWriter().flush();
                }
                for (int i = 0; i < TELLERS; i++) {
                    assertThat(said.get(i).readLine())
                            .matches("made [1-9][0-9]* transfers, saw [1-9][0-9]* states, and followed [1-9][0-9]*");
                    assertThat(tellers.get(i).waitFor()).isZero();
                }
            }
            try (AteClient late = AteClient.create(address,
                    AteConfig.defaults(), ClientConfig.defaults().owners(Set.of(owner.publicKeys())));
                    Chain bank = late.openExisting("bank", Session.of(owner))) {
                long total = bank.commit(
                        dio -> dio.roots(Account.class).mapToLong(each -> each.value().balance()).sum());
                assertThat(total).isEqualTo(BankTeller.ACCOUNTS * BankTeller.EACH);
            }
        } finally {
            tellers.forEach(Process::destroyForcibly);
            server.close();
        }
    }

    /** Lets them work, cuts their connections now and then, and kills the server in the middle. */
    private ChildProgram disturb(CuttingProxy proxy, ChildProgram first, int port, SplittableRandom random)
            throws Exception {
        ChildProgram server = first;
        boolean killed = false;
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (System.nanoTime() < end || !killed) {
            TimeUnit.MILLISECONDS.sleep(random.nextLong(500, 1_500)); // is what happens, and nothing that is awaited
            if (!killed && System.nanoTime() > end - Duration.ofSeconds(SECONDS).toNanos() / 2) {
                killed = true;
                server.kill();
                server = server(port);
                assertThat(server.line()).contains(":" + port + "/");
            }
            proxy.breakAll();
        }
        return server;
    }

    private ChildProgram server(int port) throws IOException {
        return ChildProgram.start(folder.resolve("server"), "solo", folder.resolve("data").toString(), "--port",
                Integer.toString(port));
    }

    private static Process teller(String chain, Path key, int seed) throws IOException {
        return ChildJvm.of(BankTeller.class, chain, key.toString(), Integer.toString(seed)).start();
    }
}
