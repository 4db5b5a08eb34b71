import { createServer } from "node:http";
import Sqlite from "better-sqlite3";
import { Server, type Socket } from "socket.io";

// A chat server as it is mostly written, with all that Socket.IO offers against loss: recovery on the server, retries in the
// client, a durable database. It has one argument, the database's file, and listens on PORT.

const [file = ""] = process.argv.slice(2);
const database = new Sqlite(file);
database.exec("create table if not exists messages (id integer primary key, room text, body text)");
const insert = database.prepare("insert into messages (room, body) values (?, ?)");
const history = database.prepare("select id, body from messages where room = ? order by id");

const server = createServer((_request, response) => response.end("ready"));
const io = new Server(server, { connectionStateRecovery: {} });

io.on("connection", (socket: Socket) => {
  // A connection that was recovered is in its rooms again, and hears what it missed.
  socket.on("join", (room: string, answer: (messages: unknown) => void) => {
    void socket.join(room);
    answer(history.all(room));
  });
  socket.on("message", (room: string, body: string, answer: (stored: unknown) => void) => {
    const id = Number(insert.run(room, body).lastInsertRowid);
    io.to(room).emit("message", { room, id, body });
    answer({ id });
  });
});
server.listen(Number(process.env["PORT"]), "127.0.0.1");
