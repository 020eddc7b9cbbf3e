package doctor

// managers are the package managers of each system, in the order in which they
// are looked for, with the command that installs a package.
var managers = map[string][]struct{ program, command string }{
	"linux": {
		{"apt-get", "sudo apt-get install -y "},
		{"dnf", "sudo dnf install -y "},
		{"apk", "sudo apk add "},
		{"pacman", "sudo pacman -S --noconfirm "},
		{"zypper", "sudo zypper install -y "},
		{"brew", "brew install "},
	},
	"darwin":  {{"brew", "brew install "}},
	"windows": {{"winget", "winget install "}, {"scoop", "scoop install "}},
}

// packages are the names of packages that differ from the name of the program.
var packages = map[string]map[string]string{
	"apt-get": {"docker": "docker.io", "cc": "gcc"},
	"dnf":     {"docker": "podman", "cc": "gcc"},
	"apk":     {"cc": "build-base"},
	"pacman":  {"cc": "gcc"},
	"zypper":  {"cc": "gcc"},
	"brew":    {"docker": "--cask docker", "cc": "gcc"},
	"winget":  {"git": "Git.Git", "go": "GoLang.Go", "make": "GnuWin32.Make", "cc": "BrechtSanders.WinLibs.POSIX.UCRT", "docker": "Docker.DockerDesktop"},
	"scoop":   {"cc": "gcc"},
}

// install returns the command that installs a program.
func (m Machine) install(program string) string {
	switch {
	case program == "go" && m.OS == "linux": // distributions have older versions
		return "curl -L https://go.dev/dl/go" + leastGo[1:] + ".linux-" + m.Arch + ".tar.gz | sudo tar -C /usr/local -xz && export PATH=$PATH:/usr/local/go/bin"
	case m.OS == "darwin" && (program == "cc" || program == "make" || program == "git"):
		return "xcode-select --install"
	}
	for _, manager := range managers[m.OS] {
		if m.Find(manager.program) == "" {
			continue
		}
		if name := packages[manager.program][program]; name != "" {
			program = name
		}
		return manager.command + program
	}
	return map[string]string{
		"go":     "open https://go.dev/dl",
		"git":    "open https://git-scm.com/downloads",
		"make":   "open https://www.gnu.org/software/make",
		"cc":     "open https://gcc.gnu.org/install/binaries.html",
		"docker": "open https://docs.docker.com/get-docker",
	}[program]
}

// startEngine returns the command that starts docker's engine.
func (m Machine) startEngine() string {
	switch m.OS {
	case "darwin":
		return "open -a Docker"
	case "windows":
		return `start "" "C:\Program Files\Docker\Docker\Docker Desktop.exe"`
	}
	return "sudo systemctl start docker"
}
