import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts mongo-java-server on a file: {@code MongoOnDisk <file> <host> <port> <name reported by buildInfo>}.
 * It speaks MongoDB's protocol and is not MongoDB; buildInfo says so in its field {@code standIn}.
 */
final class MongoOnDisk extends H2Backend {
    /** The oldest server the current drivers accept speaks wire version 8 (4.2); 5.0 speaks 13. */
    private static final MongoVersion REPORTED = new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 13;
        }
    };

    private final String name;

    private MongoOnDisk(Path file, String name) {
        super(file.toString());
        this.name = name;
        version(REPORTED);
    }

    /** Answers a write once it has left the process: H2 would keep it in memory for up to a second. */
    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        Document reply = super.handleCommand(channel, database, command, query);
        if (getMvStore().hasUnsavedChanges()) {
            commit();
        }
        return command.equalsIgnoreCase("buildInfo") ? reply.append("standIn", name) : reply;
    }

    public static void main(String[] args) {
        MongoServer server = new MongoServer(new MongoOnDisk(Path.of(args[0]), args[3]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.bind(args[1], Integer.parseInt(args[2]));
    }
}
