package generators

import (
	"testing"

	"github.com/docreate/docreate/internal/spec"
)

func TestRename(t *testing.T) {
	from, to := spec.NamesOf("ChatRoom"), spec.NamesOf("SupportDesk")
	tests := map[string]string{
		"class ChatRoom extends":        "class SupportDesk extends",
		"ChatRoomLimits<ChatRoom>":      "SupportDeskLimits<SupportDesk>",
		"env.CHAT_ROOM.getByName":       "env.SUPPORT_DESK.getByName",
		"env.CHAT_ROOM_ORIGINS":         "env.SUPPORT_DESK_ORIGINS",
		`from "./chat-room.routes"`:     `from "./support-desk.routes"`,
		"src/chat-room.ts":              "src/support-desk.ts",
		"/chat-room/lobby, chat-room-2": "/support-desk/lobby, support-desk-2",
		"`/chat-room${path}`":           "`/support-desk${path}`",
		// Names that only contain one are other names.
		"ChatRooms MyChatRoom chat-rooms my-chat-room CHAT_ROOMS MY_CHAT_ROOM CHAT_ROOMX": "ChatRooms MyChatRoom chat-rooms my-chat-room CHAT_ROOMS MY_CHAT_ROOM CHAT_ROOMX",
		"":                 "",
		"ChatRoomChatRoom": "SupportDeskChatRoom",
	}
	for text, want := range tests {
		if got := rename(text, from, to); got != want {
			t.Errorf("rename(%q) = %q, want %q", text, got, want)
		}
		if got := rename(text, from, from); got != text {
			t.Errorf("rename(%q) to the same names = %q", text, got)
		}
	}
}
