package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.KeyBundle;
import io.ate.Offline;
import io.ate.Scope;
import io.ate.Session;
import io.ate.client.AteClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A program that adds photos to an album whether or not the server is there, in a process of its own, until it is
 * killed. It says which of them lie in the outbox. Stateless.
 */
final class WorkingProgram {
    /** So many commits may be made that nobody was told about. */
    static final int AT_ONCE = 8;

    private WorkingProgram() {}

    record Album(int shown) {
        static final Field.Vec<Photo> PHOTOS = Field.vec("photos", Photo.class);

        static DaoRef<Album> in(Chain chain) {
            return chain.ref(Album.class, "the album");
        }
    }

    record Photo(String of) {}

    /** Works at {@code address} with the keys in that file and that folder, and marks what it makes by that name. */
    public static void main(String[] arguments) {
        try (KeyBundle keys = KeyBundle.load(Path.of(arguments[1]));
                AteClient client = AteClient.create(arguments[0],
                        AteConfig.builder().folder(Path.of(arguments[2])).offline(Offline.WORK).build());
                Chain chain = client.openExisting(SometimesAway.NAME, Session.of(keys)).with(Scope.LOCAL)) {
            IO.println("open");
            DaoRef<Album> album = Album.in(chain);
            Deque<CompletableFuture<String>> made = new ArrayDeque<>();
            for (int i = 0;; i++) {
                String photo = arguments[3] + " " + i;
                made.addLast(chain.commitAsync(dio -> {
                    dio.load(album).in(Album.PHOTOS).add(new Photo(photo));
                    dio.load(album).update(now -> new Album(now.shown() + 1));
                    return photo;
                }));
                if (made.size() == AT_ONCE) {
                    IO.println(made.removeFirst().join());
                }
            }
        }
    }

    /**
     * Has one work until it has said that so many photos lie in the outbox, or, for 0, until it has the chain open;
     * then it is killed.
     *
     * @return all that it has said
     */
    static List<String> killedAfter(int photos, SometimesAway where, Path keys, String name)
            throws IOException, InterruptedException {
        Process process = ChildJvm
                .of(WorkingProgram.class, where.address(), keys.toString(), where.folder().toString(), name)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            @Nullable
            String line = out.readLine();
            while (line != null) {
                if (line.equals("open") || line.startsWith(name + " ")) { // and not the log's
                    said.add(line);
                }
                if (said.size() == photos + 1) {
                    process.toHandle().destroyForcibly(); // unlike that of the process, it leaves what was said
                }
                line = out.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        if (said.size() <= photos) {
            throw new IllegalStateException("the program that works ended by itself, and said " + said);
        }
        return said.subList(1, said.size());
    }
}
